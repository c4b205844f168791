using System.Collections.Immutable;

namespace StackBench.Fleet.Limits;

/// <summary>Whether a node is fit for the next job.</summary>
public enum Fitness
{
    Fit,

    /// <summary>A device is worse than the limit in the best of its launches.</summary>
    Unfit,

    /// <summary>It cannot be said: never a reason to drain.</summary>
    Undecided,
}

/// <summary>What a check says of a node.</summary>
/// <param name="LimitsSha256">Of the file of limits.</param>
/// <param name="Reasons">One for each metric that is unfit, or why nothing is decided; empty where all is fit.</param>
/// <param name="Checked">Values that were compared with a limit.</param>
public sealed record NodeVerdict(
    int SchemaVersion, string Node, Fitness Fitness, DateTimeOffset At, string LimitsSha256, int Checked, ImmutableArray<string> Reasons)
{
    public const int CurrentSchemaVersion = 1;
}
