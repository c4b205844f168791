using System.Collections.Immutable;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Rollout;

/// <summary>Whether a fact made the fleet slower or faster.</summary>
/// <param name="Nights">The nights it rests on: pairs of before and after, or one alone.</param>
/// <param name="Workloads">The slowest first.</param>
/// <param name="Left">Nodes that changed and are not judged, as no other is free to be compared with in their nights.</param>
/// <param name="Unconcerned">Workloads that the fact cannot concern.</param>
/// <param name="Along">Other facts that split or changed the same nodes: each may be the cause as well.</param>
/// <param name="Alpha">Chance of any false verdict over all workloads.</param>
public sealed record RolloutComparison(
    RolloutFact Fact, RolloutDesign Design, ImmutableArray<RolloutNights> Nights, ImmutableArray<WorkloadChange> Workloads,
    int Left, int Unconcerned, ImmutableArray<SplittingFact> Along, double Alpha);

/// <summary>Nodes that changed between two nights.</summary>
/// <param name="Before">Null for a single night.</param>
/// <param name="Nodes">How many changed, or have the new value.</param>
public sealed record RolloutNights(string? Before, string After, int Nodes);
