using StackBench.Core.Units;

namespace StackBench.Core.Workloads;

/// <summary>A rate no honest measurement can exceed.</summary>
/// <param name="Limit">In <paramref name="Unit"/>, unprefixed.</param>
/// <param name="Basis">Where the limit comes from: <c>2 cores x 64 FLOP/cycle x 6.0 GHz</c>.</param>
public sealed record Ceiling(double Limit, Unit Unit, string Basis)
{
    /// <summary>Clocks and specifications are rounded: a rate is implausible only beyond 2 % above the limit.</summary>
    public const double Tolerance = 1.02;

    public bool Admits(double rate) => rate <= Limit * Tolerance;
}
