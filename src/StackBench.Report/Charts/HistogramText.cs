using System.Collections.Immutable;

namespace StackBench.Report.Charts;

/// <summary>What a histogram counts, and the values in it that have a name.</summary>
/// <param name="X">Title of the axis of values.</param>
/// <param name="Y">What a bar counts.</param>
/// <param name="Marks">Values with their names, the first at the top.</param>
public sealed record HistogramText(string X, string Y, ImmutableArray<(double Value, string Name)> Marks)
{
    public static HistogramText Samples { get; } = new("time of a call", "samples", []);

    public int MostBars { get; init; } = 60;

    /// <summary>Significant digits of the labels below.</summary>
    public int Digits { get; init; } = 4;
}
