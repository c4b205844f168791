using System.Collections.Immutable;
using StackBench.Core.Comparison;

namespace StackBench.Measuring;

/// <summary>What the user asked of <c>ab</c> or <c>aa</c>, parsed.</summary>
/// <param name="Shared">What both sides have in common.</param>
/// <param name="Thresholds">Those the user gave, by metric.</param>
/// <param name="IsNoiseFloor">Both sides are the same: the noise floor is told, and no verdict.</param>
internal sealed record PairRequest(
    MeasuringRequest Shared, SideRequest A, SideRequest B, PairedPlan Plan, ImmutableDictionary<string, double> Thresholds,
    bool IsNoiseFloor = false)
{
    /// <summary>Of the run of a side.</summary>
    public string LabelOf(SideRequest side, string letter) =>
        $"{Shared.Label ?? (IsNoiseFloor ? "aa" : "ab")} {letter}{(side.IsPlain ? "" : $": {side.Describe()}")}";
}
