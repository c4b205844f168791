using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>Chooses what to measure; then shows it while it is measured.</summary>
internal sealed class RunPage : IPage
{
    private const int HeadLines = 3, FootLines = 3, NameWidth = 20;

    public string Name => PageName.Run;

    public ImmutableArray<string> Keys(ScreenState state) =>
        state.Live is not null ? ["f freeze"]
        : state.Form.IsTyping ? ["type, Enter when done"]
        : ["up/down choose", "left/right change", "Space select", "r start"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height) =>
        state.Live is { } live ? LiveRunView.Lines(live, state, width, height) : Form(state, width, height);

    public bool IsTyping(ScreenState state) => state.Live is null && state.Form.IsTyping;

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key)
    {
        if (state.Live is not null) return null;
        var form = state.Form;
        if (form.IsTyping) return (state with { Form = form.Typed(key) }, []);
        if (Selection.Move(key, form.Cursor, form.Lines) is { } cursor) return (state with { Form = form with { Cursor = cursor } }, []);
        return key switch
        {
            "Left" or "h" => (state with { Form = form.Changed(-1) }, []),
            "Right" or "l" => (state with { Form = form.Changed(1) }, []),
            " " or "Enter" => (state with { Form = form.Toggled() }, []),
            // The seed is drawn where the run begins: here everything follows from state and key.
            "r" => (state with { Live = LiveRun.Starting }, [new StartRun(form.Settings(seed: 0), form.Label.Value, form.Python.Value)]),
            _ => null,
        };
    }

    public ScreenState Click(ScreenState state, int line, int height)
    {
        var cursor = line - HeadLines + FirstShown(state, height);
        if (state.Live is not null || line < HeadLines || line >= height - FootLines || cursor >= state.Form.Lines) return state;
        return state with { Form = (state.Form with { Cursor = cursor }).Toggled() };
    }

    private static int FirstShown(ScreenState state, int height) =>
        Selection.First(state.Form.Cursor, state.Form.Lines, height - HeadLines - FootLines);

    private static ImmutableArray<TextLine> Form(ScreenState state, int width, int height)
    {
        var form = state.Form;
        ImmutableArray<TextLine> lines = [.. Enumerable.Range(0, form.Lines).Select(index => FormLine(state, index, width))];
        var what = form.Chosen.IsEmpty
            ? "Measure everything that can run here"
            : string.Create(CultureInfo.InvariantCulture, $"Measure {form.Chosen.Count} chosen");
        var room = height - HeadLines - FootLines;
        return
        [
            TextLine.Of(new Span(what, IsHeading: true),
                new Span(form is { Suite: Suite.Quick, Chosen.IsEmpty: true, BudgetSeconds: null }
                    ? ", about two minutes. r starts."
                    : ". r starts.", Role.Muted)),
            // What makes numbers wrong is known before they are measured.
            .. MachineState.Doctor(state, width).Take(1),
            TextLine.Empty,
            .. ScrollMarks.Window(lines, FirstShown(state, height), room, width, state.Glyphs),
            .. Enumerable.Repeat(TextLine.Empty, Math.Max(0, room - lines.Length)),
            TextLine.Empty,
            .. About(state, width).Take(FootLines - 1),
        ];
    }

    private static TextLine FormLine(ScreenState state, int index, int width)
    {
        var (form, glyphs) = (state.Form, state.Glyphs);
        var isSelected = index == form.Cursor;
        var marker = new Span(Selection.Marker(glyphs, isSelected) + " ");
        TextLine Choice(string name, string chosen, string explanation) => TextLine.Of(
            marker, new Span(name.PadRight(10), IsHeading: isSelected), $"< {glyphs.Text(chosen)} >",
            new Span("  " + explanation, Role.Muted));
        TextLine Text(string name, TextField field, string empty) => new(
            [marker, new Span(name.PadRight(10), IsHeading: isSelected), new Span("  "), .. field.Spans(empty, glyphs)]);
        switch (index)
        {
            case RunForm.SuiteLine:
                return Choice("suite", EnumText.Of(form.Suite), "");
            case RunForm.LaunchesLine:
                return Choice("launches", form.Launches.ToString(CultureInfo.InvariantCulture), "fresh processes for each workload");
            case RunForm.DeviceLine:
                return Choice("device", form.Device ?? "default", form.Device is null ? "the GPUs of an engine, else the CPU" : "");
            case RunForm.EngineLine:
                return Choice("engine", form.Engine ?? "every", form.Engine is null ? "that is found" : "");
            case RunForm.BudgetLine:
                return Choice("budget", form.BudgetSeconds is { } seconds ? NumberText.Duration(seconds) : "none",
                    form.BudgetSeconds is null ? "as long as the suite takes" : "what does not fit is left out");
            case RunForm.LabelLine:
                return Text("label", form.Label, "none; Enter to type");
            case RunForm.PythonLine:
                return Text("python", form.Python, "the usual interpreter; Enter to type a path");
        }

        var benchmark = form.Benchmarks[index - RunForm.FirstBenchmark];
        var (mark, why) = LastTime(state, benchmark.Name);
        var name = benchmark.Name.PadRight(NameWidth);
        var isChosen = form.Chosen.Contains(benchmark.Name);
        var text = TextWidth.Truncate(glyphs.Text(why ?? benchmark.Summary), Math.Max(1, width - NameWidth - 10), glyphs.Ellipsis);
        return TextLine.Of(marker, isChosen ? "[x] " : "[ ] ", mark is { } known ? glyphs.Mark(known) : " ", " ",
            new Span(name, why is null ? Role.Plain : Role.Muted, isSelected), new Span(" " + text, Role.Muted));
    }

    /// <summary>Whether a benchmark ran in the shown run, and why it did not; neither where it was not in that run.</summary>
    private static (Mark? Mark, string? Why) LastTime(ScreenState state, string benchmark)
    {
        var outcomes = state.Run?.Results.Where(result => result.Benchmark == benchmark).Select(result => result.Outcome).ToArray() ?? [];
        if (outcomes.Any(outcome => outcome is Ok)) return (Mark.Sound, null);
        return outcomes switch
        {
            [] => (null, null),
            _ when outcomes.OfType<Failed>().FirstOrDefault() is { } failed => (Mark.Failed, failed.Reason),
            [Skipped skipped, ..] => (Mark.Skipped, skipped.Reason),
            _ => (Mark.Failed, "implausible"),
        };
    }

    /// <summary>All about the selected line that has no room in it.</summary>
    private static IEnumerable<TextLine> About(ScreenState state, int width)
    {
        var index = state.Form.Cursor - RunForm.FirstBenchmark;
        if (index < 0) return [];
        var benchmark = state.Form.Benchmarks[index];
        var remedy = state.Run?.Results.Where(result => result.Benchmark == benchmark.Name).Select(result => result.Outcome)
            .OfType<Skipped>().Select(skipped => skipped.Remedy).FirstOrDefault();
        var (_, why) = LastTime(state, benchmark.Name);
        var text = why is null ? benchmark.Summary : $"{benchmark.Summary}. In the run shown: {why}{(remedy is null ? "" : $"; {remedy}")}";
        return TextWidth.Wrap(state.Glyphs.Text(text), width).Select(line => TextLine.Of(new Span(line, Role.Muted)));
    }
}
