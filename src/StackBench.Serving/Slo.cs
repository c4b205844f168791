namespace StackBench.Serving;

/// <summary>Limits a request must keep to be a good one; null is no limit. Seconds.</summary>
public sealed record Slo(double? Ttft = null, double? Tpot = null, double? E2E = null);
