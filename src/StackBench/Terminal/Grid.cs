using System.Collections.Immutable;
using StackBench.Core.Assessments;

namespace StackBench.Terminal;

/// <summary>Lays out aligned columns within a width: text shrinks first, then whole columns go. Pure: rows in, lines out.</summary>
internal sealed class Grid(ImmutableArray<GridColumn> columns, ImmutableArray<GridRow> rows, Glyphs glyphs)
{
    private const string Gap = "  ";

    public ImmutableArray<TextLine> Layout(int width)
    {
        var natural = columns.Select((_, index) => NaturalWidth(index)).ToArray();
        var kept = Enumerable.Range(0, columns.Length).Where(index => natural[index] > 0).ToList();
        while (LeastWidth(kept, natural) > width && kept.Where(index => columns[index].DropOrder > 0).ToArray() is [_, ..] droppable)
            kept.Remove(droppable.MaxBy(index => columns[index].DropOrder));

        var widths = Shrink(kept, natural, width);
        var lines = ImmutableArray.CreateBuilder<TextLine>();
        if (columns.Any(column => column.Header.Length > 0))
            lines.AddRange(Cells(new CellsRow([.. columns.Select(column => new Span(column.Header, Role.Muted))]), kept, widths));
        foreach (var row in rows)
        {
            lines.AddRange(row switch
            {
                CellsRow cells => Cells(cells, kept, widths),
                SpanningRow spanning => Spanning(spanning, kept, widths, width),
                HeadingRow heading => [new TextLine(heading.Spans)],
                _ => throw new InvalidOperationException($"unknown row {row}"),
            });
        }

        return lines.ToImmutable();
    }

    private int NaturalWidth(int column)
    {
        var texts = rows.Select(row => row switch
        {
            CellsRow cells => cells.Cells[column].Text,
            SpanningRow spanning when column < spanning.Lead.Length => spanning.Lead[column].Text,
            _ => "",
        });
        var widest = texts.Select(TextWidth.Of).DefaultIfEmpty().Max();
        return widest == 0 ? 0 : Math.Max(widest, TextWidth.Of(columns[column].Header));
    }

    private int LeastWidth(List<int> kept, int[] natural) =>
        kept.Sum(index => Math.Min(natural[index], columns[index].MinWidth ?? natural[index])) + (Gap.Length * (kept.Count - 1));

    /// <summary>Takes what is too much from the last column that can shrink, then from the one before it.</summary>
    private int[] Shrink(List<int> kept, int[] natural, int width)
    {
        var widths = natural.ToArray();
        var excess = kept.Sum(index => natural[index]) + (Gap.Length * (kept.Count - 1)) - width;
        foreach (var index in Enumerable.Reverse(kept))
        {
            if (excess <= 0 || columns[index].MinWidth is not { } least) continue;
            var taken = Math.Min(excess, Math.Max(0, widths[index] - least));
            widths[index] -= taken;
            excess -= taken;
        }

        return widths;
    }

    /// <summary>One line, or more where the text of the last column wraps.</summary>
    private IEnumerable<TextLine> Cells(CellsRow row, List<int> kept, int[] widths)
    {
        if (kept.Count == 0) return [];
        var last = kept[^1];
        var lead = Lead([.. kept[..^1].Select(index => (row.Cells[index], index))], widths);
        if (columns[last].IsNumeric || columns[last].IsCut) return [Join(lead, Fit(row.Cells[last], last, widths))];
        return Wrapped(lead, row.Cells[last], widths[last], kept[..^1].Sum(index => widths[index] + Gap.Length));
    }

    private IEnumerable<TextLine> Spanning(SpanningRow row, List<int> kept, int[] widths, int width)
    {
        var leading = kept.Where(index => index < row.Lead.Length).ToArray();
        var indent = leading.Sum(index => widths[index] + Gap.Length);
        return Wrapped(Lead([.. leading.Select(index => (row.Lead[index], index))], widths), row.Rest, Math.Max(1, width - indent), indent);
    }

    private ImmutableArray<Span> Lead(ImmutableArray<(Span Cell, int Column)> cells, int[] widths) =>
        [.. cells.SelectMany(cell => new[] { Fit(cell.Cell, cell.Column, widths), new Span(Gap) })];

    private Span Fit(Span cell, int column, int[] widths)
    {
        var text = TextWidth.Truncate(cell.Text, widths[column], glyphs.Ellipsis);
        return cell with
        {
            Text = columns[column].IsNumeric ? TextWidth.PadLeft(text, widths[column]) : TextWidth.PadRight(text, widths[column]),
        };
    }

    private static IEnumerable<TextLine> Wrapped(ImmutableArray<Span> lead, Span text, int width, int indent)
    {
        var lines = TextWidth.Wrap(text.Text, Math.Max(1, width));
        yield return Join(lead, text with { Text = lines[0] });
        foreach (var line in lines.Skip(1)) yield return TextLine.Of(new string(' ', indent), text with { Text = line });
    }

    /// <summary>Without blanks at the end.</summary>
    private static TextLine Join(ImmutableArray<Span> lead, Span last)
    {
        var spans = lead.Add(last with { Text = last.Text.TrimEnd() });
        while (spans is [.., var end] && string.IsNullOrWhiteSpace(end.Text)) spans = spans.RemoveAt(spans.Length - 1);
        return spans is [.., var tail]
            ? new TextLine(spans.SetItem(spans.Length - 1, tail with { Text = tail.Text.TrimEnd() }))
            : TextLine.Empty;
    }
}
