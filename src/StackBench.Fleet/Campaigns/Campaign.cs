using System.Collections.Immutable;

namespace StackBench.Fleet.Campaigns;

/// <summary>What a campaign is to do: written once, and the same for every node and every attempt.</summary>
public sealed record Campaign
{
    public const int CurrentSchemaVersion = 1;

    public const int UsualAttempts = 2, UsualQueued = 200, UsualTimeLimitSeconds = 300;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Also the label of its runs, by which <c>fleet outliers</c> tells nights apart.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>After it nothing is submitted, and who has not answered is late; null for never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What starts jobs: <c>slurm</c>, <c>ssh</c> or <c>files</c>.</summary>
    public required string Launcher { get; init; }

    public required ImmutableArray<string> Nodes { get; init; }

    /// <summary>Of <c>stackbench run</c>, with the seed: every node measures the same in the same order.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The program, in a folder that all nodes share.</summary>
    public required string Program { get; init; }

    /// <summary>Of the program: a node with another one refuses.</summary>
    public required string ProgramSha256 { get; init; }

    /// <summary>Jobs that a node may get, at most.</summary>
    public int Attempts { get; init; } = UsualAttempts;

    /// <summary>Jobs that may be pending at once; running ones are not counted.</summary>
    public int MostQueued { get; init; } = UsualQueued;

    /// <summary>Time limit of a job.</summary>
    public double TimeLimitSeconds { get; init; } = UsualTimeLimitSeconds;

    /// <summary>Time over which the starts of a round are spread: thousands of nodes would draw full power in one second.</summary>
    public double StaggerSeconds { get; init; }

    /// <summary>Further arguments of the scheduler, as they are.</summary>
    public ImmutableArray<string> SchedulerArguments { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Number of the user whose jobs write the documents; null where the system does not say.</summary>
    public uint? Owner { get; init; }
}
