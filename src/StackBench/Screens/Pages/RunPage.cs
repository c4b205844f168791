using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Text;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>Chooses what to measure; then shows it while it is measured.</summary>
internal sealed class RunPage : IPage
{
    public string Name => PageName.Run;

    public ImmutableArray<string> Keys(ScreenState state) =>
        state.Live is null ? ["up/down choose", "left/right change", "Space select", "r start"] : ["f freeze"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height) =>
        state.Live is { } live ? LiveRunView.Lines(live, state, width, height) : Form(state, height);

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key)
    {
        if (state.Live is not null) return null;
        var form = state.Form;
        if (Selection.Move(key, form.Cursor, form.Lines) is { } cursor) return (state with { Form = form with { Cursor = cursor } }, []);
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
        if (state.Live is not null || line < FormBegin || cursor >= state.Form.Lines) return state;
        return state with { Form = (state.Form with { Cursor = cursor }).Toggled() };
    }

    private const int FormBegin = 2;

    private static int FirstShown(ScreenState state, int height) =>
        Selection.First(state.Form.Cursor, state.Form.Lines, height - FormBegin);

    private static ImmutableArray<TextLine> Form(ScreenState state, int height)
    {
        var form = state.Form;
        ImmutableArray<TextLine> lines = [.. Enumerable.Range(0, form.Lines).Select(index => FormLine(form, index, state.Glyphs))];
        var what = form.Chosen.IsEmpty
            ? "Measure everything that can run here"
            : string.Create(CultureInfo.InvariantCulture, $"Measure {form.Chosen.Count} chosen");
        return
        [
            TextLine.Of(new Span(what, IsHeading: true),
                new Span(form.Suite == Core.Workloads.Suite.Quick && form.Chosen.IsEmpty ? ", about two minutes. r starts." : ". r starts.",
                    Role.Muted)),
            TextLine.Empty,
            .. Selection.Window(lines, FirstShown(state, height), height - FormBegin),
        ];
    }

    private static TextLine FormLine(RunForm form, int index, Glyphs glyphs)
    {
        var marker = new Span(Selection.Marker(glyphs, index == form.Cursor) + " ");
        var isSelected = index == form.Cursor;
        TextLine Choice(string name, string chosen, string explanation) => TextLine.Of(
            marker, new Span(name.PadRight(10), IsHeading: isSelected), $"< {glyphs.Text(chosen)} >",
            new Span("  " + explanation, Role.Muted));
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
        }

        var benchmark = form.Benchmarks[index - RunForm.FirstBenchmark];
        return TextLine.Of(marker, form.Chosen.Contains(benchmark.Name) ? "[x] " : "[ ] ",
            new Span(benchmark.Name.PadRight(20), IsHeading: isSelected), new Span("  " + glyphs.Text(benchmark.Summary), Role.Muted));
    }
}
