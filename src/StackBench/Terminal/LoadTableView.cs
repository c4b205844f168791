using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Report;

namespace StackBench.Terminal;

/// <summary>The loads on a server side by side, a row each; nothing where there are none.</summary>
internal static class LoadTableView
{
    private const string Itl = "ITL ms";

    public static ImmutableArray<TextLine> Lines(RunTable table, int width, Glyphs glyphs)
    {
        ImmutableArray<LoadRow> rows = [.. table.Rows.Select(row => LoadRow.Of(row.Result)).OfType<LoadRow>()];
        if (rows.All(row => row.State.StartsWith("failed", StringComparison.Ordinal))) return [];
        var grid = new Grid(Columns, [.. rows.Select(row => Row(row, glyphs))], glyphs);
        var lines = grid.Layout(width);
        return [.. lines, .. Legend(rows, lines[0].ToString(), glyphs).SelectMany(line => TextWidth.Wrap(line, width))
            .Select(line => TextLine.Of(new Span(line, Role.Muted)))];
    }

    private static ImmutableArray<GridColumn> Columns { get; } =
    [
        new("load", MinWidth: 14),
        new("req/s", IsNumeric: true, DropOrder: 1),
        new("token/s", IsNumeric: true),
        new("TTFT ms", IsNumeric: true),
        new("TPOT ms", IsNumeric: true),
        new(Itl, IsNumeric: true, DropOrder: 3),
        new("E2E ms", IsNumeric: true, DropOrder: 2),
        new("goodput", IsNumeric: true),
        new("", DropOrder: 0),
    ];

    private static GridRow Row(LoadRow row, Glyphs glyphs) => row.State.StartsWith("failed", StringComparison.Ordinal)
        ? new SpanningRow([glyphs.Text(row.Load)], new Span(glyphs.Text(row.State), Role.Error))
        : new CellsRow([glyphs.Text(row.Load), row.Requests, row.Tokens, row.Ttft, row.Tpot, row.Itl, row.E2E, row.Goodput,
            new Span(row.State, Role.Error)]);

    private static IEnumerable<string> Legend(ImmutableArray<LoadRow> rows, string header, Glyphs glyphs)
    {
        yield return glyphs.Text("Latencies at p50/p90/p99. Goodput: requests per second within "
            + $"{string.Join(" or ", rows.Select(row => row.Limits).Distinct(StringComparer.Ordinal))}.");
        if (rows.Any(row => row.HasGaps))
            yield return glyphs.Text("- is not known: p90 takes 20 values and p99 200 (raise --requests).");
        string[] hidden = [.. Columns.Select(column => column.Header).Where(name => !header.Contains(name, StringComparison.Ordinal))];
        if (hidden.Length > 0) yield return glyphs.Text($"A wider terminal shows {string.Join(" and ", hidden)} too.");
        if (header.Contains(Itl, StringComparison.Ordinal) && rows.Any(row => row.Itl.StartsWith('~')))
            yield return glyphs.Text("~ are gaps between events, which hold several tokens or come together.");
    }
}
