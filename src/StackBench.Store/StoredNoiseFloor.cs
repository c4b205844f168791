using StackBench.Core.Results;

namespace StackBench.Store;

/// <summary>The smallest change of a metric that a machine can tell from its own noise, from pairs of equal runs.</summary>
/// <param name="Machine">Of which it is (<see cref="NodeKey"/>).</param>
/// <param name="Floor">Relative change: 0.012 = 1.2 %.</param>
/// <param name="Pairs">It was told from.</param>
public sealed record StoredNoiseFloor(string Machine, ResultKey Key, string Metric, double Floor, int Pairs, DateTimeOffset MeasuredAt);
