using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Trends;
using StackBench.Core.Units;

namespace StackBench.Report;

/// <summary>What the newest runs of a history suggest, with the command that confirms it.</summary>
public static class NewestText
{
    /// <summary>
    /// <c>suspected: run ID is 83 % slower than the 13 runs before it predict; confirm with: stackbench compare ...</c>; null where the
    /// newest runs lie where they were expected.
    /// </summary>
    public static string? Of(SeriesTrend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        if (trend.Newest is not { } newest) return null;
        var series = trend.Series;
        var before = newest.Index - (trend.Changes is [.., var last] ? last.Index : 0);
        string[] runs = [.. series.Points.Skip(newest.Index).Select(point => point.RunId)];
        var value = series.Better == Core.Metrics.Better.Higher ? 1 / newest.Ratio : newest.Ratio;
        var word = (series.Unit == Unit.Second || series.Unit.Symbol.EndsWith("/s", StringComparison.Ordinal), newest.Ratio > 1) switch
        {
            (true, true) => "slower",
            (true, false) => "faster",
            (false, true) => "worse",
            _ => "better",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{Vocabulary.Word(Verdict.Suspected)}: {(runs.Length == 1 ? "run" : "runs")} {string.Join(" and ", runs)} "
                + $"{(runs.Length == 1 ? "is" : "are")} "
                + $"{NumberText.Share(Math.Abs(value - 1))} {word} than the {before} runs before predict; confirm with: {Command(trend)}");
    }

    /// <summary>The command that confirms it; null where nothing is suspected.</summary>
    public static string? Command(SeriesTrend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        return trend.Newest is { } newest
            ? $"stackbench compare {trend.Series.Points[newest.Index - 1].RunId} {trend.Series.Points[^1].RunId} --confirm"
            : null;
    }
}
