namespace StackBench.Fleet.Rollout;

/// <summary>Values of nodes that may be compared with each other.</summary>
/// <param name="Judged">Of the nodes that changed, or have the new value.</param>
/// <param name="Others">Of the nodes they are compared with.</param>
internal sealed record Stratum(double[] Judged, double[] Others);
