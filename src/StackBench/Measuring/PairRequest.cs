using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>What the user asked of <c>ab</c> or <c>aa</c>, parsed.</summary>
internal sealed record PairRequest
{
    public required RunSettings Settings { get; init; }

    public required SideRequest A { get; init; }

    public required SideRequest B { get; init; }

    public required PairedPlan Plan { get; init; }

    public string[] Thresholds { get; init; } = [];

    public string? Label { get; init; }

    public OutputFormat Format { get; init; }

    /// <summary>Both sides are the same: the noise floor is told, and no verdict.</summary>
    public bool IsNoiseFloor { get; init; }
}
