using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Store;

namespace StackBench.Terminal;

/// <summary>The list of runs for the terminal; machine and node have columns only where they differ.</summary>
internal static class HistoryView
{
    private const string Nothing = "No runs yet. 'stackbench run' measures this machine; the quick suite takes about two minutes.";

    private static readonly ImmutableArray<GridColumn> Columns =
    [
        new("run"),
        new("started (UTC)", DropOrder: 4),
        new("status"),
        new("label", MinWidth: 10),
        new("suite", DropOrder: 3),
        new("ok", IsNumeric: true),
        new("skipped", IsNumeric: true, DropOrder: 2),
        new("failed", IsNumeric: true),
        new("implausible", IsNumeric: true),
        new("machine", DropOrder: 5, MinWidth: 20),
        new("node", MinWidth: 6),
    ];

    public static ImmutableArray<TextLine> Lines(ImmutableArray<RunSummary> runs, int width, Glyphs glyphs)
    {
        if (runs.IsEmpty) return [.. TextWidth.Wrap(Nothing, width).Select(line => TextLine.Of(line))];
        var machines = runs.Select(run => run.Machine).Distinct().ToArray();
        var hasNodes = runs.Select(run => run.Node).Distinct().Count() > 1;
        ImmutableArray<GridRow> rows = [.. runs.Select(run => Row(run, machines.Length > 1, hasNodes, glyphs))];
        var lines = new Grid(Columns, rows, glyphs).Layout(width);
        if (machines is not [var machine]) return lines;
        return [.. lines, TextLine.Empty, .. TextWidth.Wrap(glyphs.Text($"All on {machine}."), width)
            .Select(line => TextLine.Of(new Span(line, Role.Muted)))];
    }

    private static CellsRow Row(RunSummary run, bool hasMachine, bool hasNode, Glyphs glyphs) => new CellsRow(
    [
        new Span(run.Id, IsHeading: true),
        run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        new Span(EnumText.Of(run.Status), run.Status == RunStatus.Interrupted ? Role.Warn : Role.Plain),
        glyphs.Text(run.Label ?? ""),
        EnumText.Of(run.Suite),
        run.Outcomes.Ok.ToString(CultureInfo.InvariantCulture),
        Count(run.Outcomes.Skipped, Role.Muted),
        Count(run.Outcomes.Failed, Role.Error),
        Count(run.Outcomes.Implausible, Role.Error),
        hasMachine ? glyphs.Text(run.Machine) : "",
        hasNode ? glyphs.Text(run.Node ?? "") : "",
    ]);

    private static Span Count(int count, Role role) => count == 0 ? "" : new Span(count.ToString(CultureInfo.InvariantCulture), role);
}
