using StackBench.Core.Results;
using StackBench.Exchange.Export;
using StackBench.Report.Html;

namespace StackBench.Screens;

/// <summary>How the shown run is written to a file.</summary>
/// <param name="Format">Place in the list of exporters.</param>
/// <param name="HasComparison">Whether the comparison that is shown goes into a report.</param>
internal sealed record ReportForm(int Format, bool HasComparison, TextField Title, TextField Notes, TextField Path, int Cursor)
{
    public const int AgainstLine = 0;
    public const int TitleLine = 1;
    public const int NotesLine = 2;
    public const int PathLine = 3;
    public const int FirstFormat = 4;
    public const string Html = "html";

    public static ReportForm Initial { get; } = Of(Html);

    public static int Lines { get; } = FirstFormat + Exporters.All.Length;

    public IRunExporter Exporter => Exporters.All[Format];

    /// <summary>What only a report has room for.</summary>
    public bool IsReport => Exporter.Name == Html;

    public bool IsTyping => Title.IsOpen || Notes.IsOpen || Path.IsOpen;

    private static ReportForm Of(string format)
    {
        var place = Exporters.All.IndexOf(Exporters.All.Named(format)!);
        return new(place, HasComparison: true, new(), new(), new(), FirstFormat + place);
    }

    public ReportForm Moved(int cursor) => this with { Cursor = cursor, Format = cursor >= FirstFormat ? cursor - FirstFormat : Format };

    /// <summary>After Enter on a line that is no format: a text is opened, a choice turned.</summary>
    public ReportForm Toggled() => Cursor switch
    {
        AgainstLine => this with { HasComparison = !HasComparison },
        TitleLine => this with { Title = Title with { IsOpen = true } },
        NotesLine => this with { Notes = Notes with { IsOpen = true } },
        PathLine => this with { Path = Path with { IsOpen = true } },
        _ => this,
    };

    public ReportForm Typed(string key) => this with
    {
        Title = Title.IsOpen ? Title.After(key) : Title,
        Notes = Notes.IsOpen ? Notes.After(key) : Notes,
        Path = Path.IsOpen ? Path.After(key) : Path,
    };

    public static string FileName(Run run, IRunExporter exporter) => $"stackbench-{run.Id}{exporter.Extension}";

    /// <summary>The effect that writes a run as the form has it: a report with the comparison and the history that are shown.</summary>
    public ExportRun Export(ScreenState state, Run run)
    {
        var path = Path.Value ?? FileName(run, Exporter);
        if (!IsReport) return new ExportRun(run, Exporter.Name, path, null);
        var measured = run.Results.Where(result => result.Headline is not null).Select(result => result.Key).ToHashSet();
        return new ExportRun(run, Exporter.Name, path, new ReportContent(run)
        {
            Comparison = HasComparison && state.Comparison?.CandidateRun == run.Id ? state.Comparison : null,
            Trends = [.. state.Trends.Where(trend => measured.Contains(trend.Series.Key)
                && trend.Series.Points.Any(point => point.RunId == run.Id))],
            Title = Title.Value,
            Notes = Notes.Value,
        });
    }
}
