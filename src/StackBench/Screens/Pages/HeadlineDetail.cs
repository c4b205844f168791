using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Report.Charts;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>Where a screen has room for it: the history of the selected headline, or the samples of the run where there is none.</summary>
internal static class HeadlineDetail
{
    private const int LeastChart = 5, MostChart = 24, HeadLines = 2, LeastPoints = 3;

    /// <summary>At most <paramref name="height"/> lines, the first of them empty; none where they would show too little.</summary>
    public static ImmutableArray<TextLine> Lines(Headline headline, ScreenState state, int width, int height)
    {
        var chart = Math.Min(MostChart, height - HeadLines);
        if (chart < LeastChart) return [];
        var (title, draw) = Drawn(headline, state);
        if (draw is null) return [];
        var lead = new Span(state.Glyphs.Text($"{headline.Rung.Result.Benchmark} {headline.Rung.Result.Workload}"), IsHeading: true);
        return
        [
            TextLine.Empty,
            Frame.Fit(TextLine.Of(lead, new Span("  " + state.Glyphs.Text(title), Role.Muted)), width, state.Glyphs),
            .. ChartLines.Draw(width, chart, state.Glyphs, draw),
        ];
    }

    private static (string Title, Action<IChartSurface>? Draw) Drawn(Headline headline, ScreenState state)
    {
        if (headline.Trend is { Series.Points.Length: >= LeastPoints } trend)
            return (TrendChart.Of(trend).Title, surface => TrendChart.Draw(surface, trend));
        return RunChart.Of(state.Run!, ChartKind.Samples, headline.Rung.Result) is { } samples
            ? (samples.Title, samples.Draw)
            : ("", null);
    }
}
