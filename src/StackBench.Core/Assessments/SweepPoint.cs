using StackBench.Core.Results;

namespace StackBench.Core.Assessments;

/// <param name="Size">Value of the parameter that varies.</param>
/// <param name="Value">Headline of the result.</param>
public sealed record SweepPoint(long Size, MetricValue Value, ResultKey Key);
