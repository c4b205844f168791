using System.Collections.Immutable;

namespace StackBench.Report.Nights;

/// <summary>What a page of a fleet's night shows, in words and numbers that are ready to be read.</summary>
/// <param name="Night">Its name.</param>
/// <param name="Measured">What was measured and judged, in a sentence.</param>
/// <param name="Nodes">Measured and absent ones: how large the page may become.</param>
public sealed record NightContent(string Night, string Measured, int Nodes)
{
    /// <summary>Null for the name of the night.</summary>
    public string? Title { get; init; }

    /// <summary>What came out, the answer first.</summary>
    public ImmutableArray<NightSentence> Answer { get; init; } = [];

    /// <summary>What is slow, confirmed first.</summary>
    public ImmutableArray<NightFinding> Findings { get; init; } = [];

    public ImmutableArray<NightAbsence> Absent { get; init; } = [];

    /// <summary>Those in which something is slow first.</summary>
    public ImmutableArray<NightWorkload> Workloads { get; init; } = [];

    /// <summary>The slowest devices, whatever the verdicts.</summary>
    public ImmutableArray<NightRank> Slowest { get; init; } = [];

    /// <summary>What is known of each finding.</summary>
    public ImmutableArray<NightDetail> Details { get; init; } = [];

    /// <summary>Whether rows of the heat maps are racks; else nodes in the order of their names.</summary>
    public bool HasRacks { get; init; }
}
