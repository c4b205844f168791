using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Report;
using StackBench.Report.Charts;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>Chooses what to measure; then shows it while it is measured.</summary>
internal sealed class RunPage : IPage
{
    private const int MostChartLines = 12;

    public PageName Name => PageName.Run;

    public ImmutableArray<string> Keys(ScreenState state) => state.Live is null ? ["up/down choose", "left/right change", "Space select", "r start"] : ["f freeze"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height) => state.Live is { } live ? Live(live, state, width, height) : Form(state, height);

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key)
    {
        if (state.Live is not null) return null;
        var form = state.Form;
        if (Selection.Move(key, form.Cursor, RunForm.Lines) is { } cursor) return (state with { Form = form with { Cursor = cursor } }, []);
        return key switch
        {
            "Left" or "h" => (state with { Form = form.Changed(-1) }, []),
            "Right" or "l" => (state with { Form = form.Changed(1) }, []),
            " " or "Enter" => (state with { Form = form.Toggled() }, []),
            // The seed is drawn where the run begins: here everything follows from state and key.
            "r" => (state with { Live = LiveRun.Starting }, [new StartRun(form.Settings(seed: 0))]),
            _ => null,
        };
    }

    public ScreenState Click(ScreenState state, int line, int height)
    {
        var first = FirstShown(state, height);
        var cursor = line - FormBegin + first;
        if (state.Live is not null || line < FormBegin || cursor >= RunForm.Lines) return state;
        return state with { Form = (state.Form with { Cursor = cursor }).Toggled() };
    }

    /// <summary><c>12 of 30, about 1 min 20 s left</c>.</summary>
    public static string Progress(LiveRun live)
    {
        if (live.PlannedSteps == 0) return live.IsStopping ? "stopping" : "starting: looking for engines";
        var left = live.RemainingSeconds is { } seconds ? $", about {NumberText.Duration(seconds)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{live.Step} of {live.PlannedSteps}{left}{(live.IsStopping ? ", stopping after this sample" : "")}");
    }

    private const int FormBegin = 2;

    private static int FirstShown(ScreenState state, int height) => Selection.First(state.Form.Cursor, RunForm.Lines, height - FormBegin);

    private static ImmutableArray<TextLine> Form(ScreenState state, int height)
    {
        var form = state.Form;
        ImmutableArray<TextLine> lines = [.. Enumerable.Range(0, RunForm.Lines).Select(index => FormLine(form, index, state.Glyphs))];
        var what = form.Chosen.IsEmpty ? "Measure everything that can run here" : string.Create(CultureInfo.InvariantCulture, $"Measure {form.Chosen.Count} chosen");
        return
        [
            TextLine.Of(new Span(what, IsHeading: true), new Span(form.Suite == Core.Workloads.Suite.Quick ? ", about two minutes. r starts." : ". r starts.", Role.Muted)),
            TextLine.Empty,
            .. Selection.Window(lines, FirstShown(state, height), height - FormBegin),
        ];
    }

    private static TextLine FormLine(RunForm form, int index, Glyphs glyphs)
    {
        var marker = new Span(Selection.Marker(glyphs, index == form.Cursor) + " ");
        var isSelected = index == form.Cursor;
        if (index == RunForm.SuiteLine) return TextLine.Of(marker, new Span("suite     ", IsHeading: isSelected), $"< {EnumText.Of(form.Suite)} >");
        if (index == RunForm.LaunchesLine) return TextLine.Of(marker, new Span("launches  ", IsHeading: isSelected), string.Create(CultureInfo.InvariantCulture, $"< {form.Launches} >"), new Span("  fresh processes for each workload", Role.Muted));
        var benchmark = RunForm.Benchmarks[index - RunForm.FirstBenchmark];
        return TextLine.Of(marker, form.Chosen.Contains(benchmark.Name) ? "[x] " : "[ ] ", new Span(benchmark.Name.PadRight(20), IsHeading: isSelected), new Span("  " + glyphs.Text(benchmark.Summary), Role.Muted));
    }

    private static ImmutableArray<TextLine> Live(LiveRun live, ScreenState state, int width, int height)
    {
        var glyphs = state.Glyphs;
        var chartHeight = state.IsZoomed ? height - 6 : Math.Clamp((height - 6) / 2, 4, MostChartLines);
        var current = live.Current is { } key ? glyphs.Text($"{key.Benchmark} {key.Workload}") : "";
        var place = live.Current is { } on ? "  " + glyphs.Text($"{on.Device}, {on.Engine}, launch {live.Launch.ToString(CultureInfo.InvariantCulture)}") : "";
        return
        [
            TextLine.Of(new Span(Bar(live, width - 40, glyphs)), " " + Progress(live)),
            TextLine.Of(new Span(current, IsHeading: true), new Span(place, Role.Muted)),
            Statistics(live, glyphs),
            .. live.Samples.IsEmpty
                ? Enumerable.Repeat(TextLine.Empty, chartHeight)
                : ChartLines.Draw(width, chartHeight, glyphs, surface => SeriesChart.Draw(surface, [new ChartSeries(live.Samples, Role.Plain)], Unit.Second)),
            TextLine.Empty,
            TextLine.Of(new Span("finished", Role.Muted)),
            .. live.Finished.Reverse().Take(Math.Max(0, height - chartHeight - 5)).Select(result => Finished(result, width, glyphs)),
        ];
    }

    private static string Bar(LiveRun live, int width, Glyphs glyphs)
    {
        var done = live.PlannedSteps == 0 ? 0 : Math.Clamp((live.Step - 1) * width / live.PlannedSteps, 0, width);
        return glyphs == Glyphs.Unicode ? new string('█', done) + new string('░', width - done) : new string('#', done) + new string('.', width - done);
    }

    private static TextLine Statistics(LiveRun live, Glyphs glyphs)
    {
        if (live.Samples.IsEmpty) return TextLine.Of(new Span("warming up", Role.Muted));
        double[] sorted = [.. live.Samples];
        var median = Quantile.Median(sorted);
        return TextLine.Of(
            new Span(string.Create(CultureInfo.InvariantCulture, $"{live.Samples.Length} samples, median "), Role.Muted),
            new Span(glyphs.Text(NumberText.Quantity(median, Unit.Second)), IsHeading: true),
            new Span(" " + glyphs.Text($"a call, {NumberText.Quantity(sorted.Min(), Unit.Second)} to {NumberText.Quantity(sorted.Max(), Unit.Second)}"), Role.Muted));
    }

    private static TextLine Finished(BenchmarkResult result, int width, Glyphs glyphs)
    {
        var assessment = Assessment.Of(result, share: null);
        var value = new RunRow(result, null, assessment).Value;
        return Frame.Fit(
            TextLine.Of(glyphs.Mark(assessment.Mark), " ", new Span(glyphs.Text($"{result.Benchmark} {result.Workload}")), new Span("  " + glyphs.Text(value), IsHeading: true), new Span("  " + glyphs.Text(assessment.Text), assessment.Role)),
            width,
            glyphs);
    }
}
