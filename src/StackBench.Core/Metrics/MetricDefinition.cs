using StackBench.Core.Units;

namespace StackBench.Core.Metrics;

/// <summary>What a metric is called, measured in, and which direction is an improvement.</summary>
/// <param name="Name">Stable name in documents and on the command line, kebab-case.</param>
/// <param name="Title">What a table heads it with.</param>
/// <param name="Threshold">Smallest relative change that matters in practice (0.03 = 3 %).</param>
public sealed record MetricDefinition(string Name, string Title, Unit Unit, Better Better, double Threshold)
{
    /// <summary>Whether it says what was measured, not how fast: a change of it is neither better nor worse.</summary>
    public bool DescribesWork { get; init; }
}
