using System.Collections.Immutable;
using StackBench.Fleet.Reading;

namespace StackBench.Fleet.Campaigns;

/// <summary>Everything from which the state of a campaign follows: its files, and what the scheduler says now.</summary>
public sealed record Evidence
{
    /// <summary>Attempts whose node began.</summary>
    public ImmutableHashSet<AttemptName> Started { get; init; } = [];

    /// <summary>Attempts with a document.</summary>
    public ImmutableHashSet<AttemptName> Done { get; init; } = [];

    /// <summary>Exit codes of attempts that ended.</summary>
    public ImmutableDictionary<AttemptName, int> Ended { get; init; } = ImmutableDictionary<AttemptName, int>.Empty;

    public ImmutableArray<Submission> Submissions { get; init; } = [];

    /// <summary>What the scheduler has; null where it was not asked, so that a job without an end counts as running.</summary>
    public ImmutableDictionary<AttemptName, Job>? Jobs { get; init; }

    /// <summary>Nodes the scheduler knows; empty where there is none.</summary>
    public ImmutableDictionary<string, Target> Targets { get; init; } = ImmutableDictionary<string, Target>.Empty;

    /// <summary>Why jobs that are gone ended, as far as the scheduler remembers.</summary>
    public ImmutableDictionary<AttemptName, string> Gone { get; init; } = ImmutableDictionary<AttemptName, string>.Empty;

    public bool IsCancelled { get; init; }
}
