using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Exchange.Export;
using StackBench.Report;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>Writes the shown run to a file; as a report with the comparison and the history that are shown.</summary>
internal sealed class ReportPage : IPage
{
    private const int HeadLines = 2, LabelWidth = 10;

    private static readonly int NameWidth = Exporters.All.Max(exporter => exporter.Name.Length) + 1;

    public string Name => "Report";

    public ImmutableArray<string> Keys(ScreenState state) =>
        state.Run is null ? ["r measure"]
        : state.Report.IsTyping ? ["type, Enter when done"]
        : ["up/down", "Enter change", "e write the file"];

    public bool IsTyping(ScreenState state) => state.Run is not null && state.Report.IsTyping;

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height)
    {
        if (state.Run is not { } run) return [TextLine.Of("Nothing to report yet. Press r to measure this machine.")];
        var (form, glyphs) = (state.Report, state.Glyphs);
        TextLine Line(int index, string label, params ImmutableArray<Span> spans) => new(
        [
            Selection.Marker(glyphs, index == form.Cursor) + " ",
            new Span(label.PadRight(LabelWidth), Role.Muted, index == form.Cursor), .. spans,
        ]);
        var only = form.IsReport ? "" : "  only in a report (html)";
        return
        [
            TextLine.Of(new Span("Write run ", Role.Muted), new Span(glyphs.Text(run.Id), IsHeading: true),
                new Span(" to a file. e writes.", Role.Muted)),
            TextLine.Empty,
            Line(ReportForm.AgainstLine, "against", new Span(glyphs.Text(Against(state))), new Span(only, Role.Muted)),
            Line(ReportForm.TitleLine, "title",
                [.. form.Title.Spans("that of the run; Enter to type", glyphs), new Span(only, Role.Muted)]),
            Line(ReportForm.NotesLine, "notes", [.. form.Notes.Spans("none; Enter to type", glyphs), new Span(only, Role.Muted)]),
            Line(ReportForm.PathLine, "file", form.Path.Spans(glyphs.Text(ReportForm.FileName(run, form.Exporter)), glyphs)),
            .. Exporters.All.Select((exporter, index) => Line(
                ReportForm.FirstFormat + index, index == 0 ? "format" : "",
                new Span($"{(index == form.Format ? "(x)" : "( )")} {exporter.Name.PadRight(NameWidth)}", IsHeading: index == form.Format),
                new Span(glyphs.Text(ReportForm.FileName(run, exporter)), Role.Muted))),
        ];
    }

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key)
    {
        if (state.Run is null) return null;
        var form = state.Report;
        if (form.IsTyping) return (state with { Report = form.Typed(key) }, []);
        if (Selection.Move(key, form.Cursor, ReportForm.Lines) is { } moved) return (state with { Report = form.Moved(moved) }, []);
        return key is "Enter" or " " or "Left" or "Right" ? (state with { Report = form.Toggled() }, []) : null;
    }

    public ScreenState Click(ScreenState state, int line, int height) =>
        line >= HeadLines && line - HeadLines < ReportForm.Lines && state.Run is not null
            ? state with { Report = state.Report.Moved(line - HeadLines) }
            : state;

    private static string Against(ScreenState state) =>
        !state.Report.HasComparison ? "nothing"
        : state.Comparison is { } comparison && comparison.CandidateRun == state.Run?.Id
            ? (state.Reference is { } reference ? $"{reference}, " : "") + ComparisonText.Baseline(comparison)
        : "nothing: there is no comparison";
}
