using System.Collections.Immutable;

namespace StackBench.Report.Charts;

/// <summary>A chart to be drawn on whatever surface.</summary>
/// <param name="Subject">The result, curve, device or run it shows.</param>
/// <param name="Title">What it shows, in words.</param>
/// <param name="Legend">What its numbers and marks stand for, in their order.</param>
public sealed record Chart(string Subject, string Title, ImmutableArray<ChartLegend> Legend, Action<IChartSurface> Draw)
{
    /// <summary>Lines of text its height must have room for, at so many characters across; null where any height will do.</summary>
    public Func<double, int>? LinesAt { get; init; }
}
