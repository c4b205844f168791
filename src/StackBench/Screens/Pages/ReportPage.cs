using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Exchange.Export;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>Writes the shown run to a file.</summary>
internal sealed class ReportPage : IPage
{
    private const int FirstLine = 2;

    public string Name => "Report";

    private static readonly int NameWidth = Exporters.All.Max(exporter => exporter.Name.Length) + 1;

    public ImmutableArray<string> Keys(ScreenState state) => state.Run is null ? ["r measure"] : ["up/down format", "e write the file"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height)
    {
        if (state.Run is not { } run) return [TextLine.Of("Nothing to report yet. Press r to measure this machine.")];
        return
        [
            TextLine.Of(new Span("Write run ", Role.Muted), new Span(state.Glyphs.Text(run.Id), IsHeading: true),
                new Span(" to a file of this folder, as", Role.Muted)),
            TextLine.Empty,
            .. Exporters.All.Select((exporter, index) => TextLine.Of(
                Selection.Marker(state.Glyphs, index == state.SelectedFormat) + " ",
                new Span(exporter.Name.PadRight(NameWidth), IsHeading: index == state.SelectedFormat),
                new Span(FileName(run, exporter), Role.Muted))),
        ];
    }

    public static string FileName(Core.Results.Run run, IRunExporter exporter) => $"stackbench-{run.Id}{exporter.Extension}";

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key)
    {
        if (Selection.Move(key, state.SelectedFormat, Exporters.All.Length) is { } moved)
            return (state with { SelectedFormat = moved }, []);
        return key == "Enter" && state.Run is { } run ? (state, [new ExportRun(run, state.Format)]) : null;
    }

    public ScreenState Click(ScreenState state, int line, int height) =>
        line >= FirstLine && line - FirstLine < Exporters.All.Length ? state with { SelectedFormat = line - FirstLine } : state;
}
