using System.Text.Json.Serialization;
using StackBench.Core.Metrics;
using StackBench.Core.Statistics;
using StackBench.Core.Units;

namespace StackBench.Core.Results;

/// <summary>The value of a metric over all launches: the median of the launch values.</summary>
/// <param name="Metric">Name of the <see cref="MetricDefinition"/>.</param>
/// <param name="Value">In <paramref name="Unit"/>, unprefixed.</param>
/// <param name="Interval">Of the median over launches; null with one launch, which says nothing about the next.</param>
public sealed record MetricValue(string Metric, double Value, Unit Unit, Better Better, Interval? Interval = null)
{
    [JsonIgnore]
    public Quantity Quantity => new(Value, Unit);
}
