using System.Collections.Immutable;
using Spectre.Console;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Units;
using StackBench.Report;

namespace StackBench.Terminal;

/// <summary>Several runs side by side for the terminal: a column each, the best of a row marked.</summary>
internal static class SideBySideView
{
    private const int MostFacts = 12;

    public static void Write(IAnsiConsole console, SideBySide sides) =>
        console.Write(Lines(sides, console.Profile.Width, Glyphs.Of(console)));

    public static ImmutableArray<TextLine> Lines(SideBySide sides, int width, Glyphs glyphs) =>
    [
        .. SideNames.Of(sides).SelectMany((name, side) =>
            Paragraph($"{SideNames.Letter(side)}  {glyphs.Text(name)}: best of {sides.Wins[side]}", Role.Plain, width)),
        TextLine.Empty,
        .. sides.Rows.IsEmpty
            ? [TextLine.Of(new Span("No workload has a value in two of the runs.", Role.Muted))]
            : Table(sides, glyphs).Layout(width),
        TextLine.Empty,
        .. Facts(sides, width, glyphs),
        .. Paragraph(glyphs.Text(SideNames.Legend(sides)), Role.Muted, width),
    ];

    private static Grid Table(SideBySide sides, Glyphs glyphs)
    {
        ImmutableArray<GridColumn> columns =
        [
            new("", MinWidth: 16),
            .. sides.Runs.SelectMany((_, side) => (GridColumn[])
                [new(SideNames.Letter(side), IsNumeric: true), new("", IsNumeric: true, DropOrder: 1)]),
        ];
        var rows = ImmutableArray.CreateBuilder<GridRow>();
        foreach (var group in sides.Rows.GroupBy(row => (row.Key.Benchmark, row.Key.Device, row.Key.Engine)))
        {
            var (benchmark, device, engine) = group.Key;
            rows.Add(new HeadingRow(
            [
                new Span(glyphs.Text(benchmark), IsHeading: true),
                new Span("  " + glyphs.Text(engine is null ? device : $"{device}, {engine}"), Role.Muted),
            ]));
            foreach (var row in group) rows.Add(Row(row, glyphs));
        }

        return new Grid(columns, rows.ToImmutable(), glyphs);
    }

    private static CellsRow Row(SideRow row, Glyphs glyphs)
    {
        var texts = Decimals.Align([.. row.Cells.Select(cell => Parts(cell, row, glyphs))]);
        return new CellsRow(
        [
            "  " + glyphs.Text(row.Key.Workload),
            .. row.Cells.SelectMany((cell, side) => (Span[])
            [
                new(cell is null ? "-" : texts[side] + (cell.IsBest ? "*" : " "),
                    cell is null ? Role.Muted : cell.IsBest ? Role.Better : Role.Plain),
                new(cell is null ? "" : NumberText.Share(cell.ShareOfBest), Role.Muted),
            ]),
        ]);
    }

    // All of a row share the prefix of its least.
    private static (string Number, string Unit) Parts(SideCell? cell, SideRow row, Glyphs glyphs)
    {
        if (cell is null) return ("", "");
        var least = row.Cells.OfType<SideCell>().Min(other => other.Value.Value);
        var (number, symbol) = NumberText.Parts(cell.Value.Value, cell.Value.Unit, least > 0 ? least : cell.Value.Value);
        return (number, glyphs.Text(symbol));
    }

    private static IEnumerable<TextLine> Facts(SideBySide sides, int width, Glyphs glyphs)
    {
        foreach (var fact in sides.Facts.Take(MostFacts))
        {
            var values = fact.Values.Select((value, side) => $"{SideNames.Letter(side)} {value ?? "unknown"}");
            foreach (var line in Paragraph(glyphs.Text($"{fact.Name}: {string.Join("; ", values)}"), Role.Muted, width)) yield return line;
        }

        if (sides.Facts.Length > MostFacts)
            yield return TextLine.Of(
                new Span($"{sides.Facts.Length - MostFacts} further facts differ; 'stackbench report' has them.", Role.Muted));
    }

    private static IEnumerable<TextLine> Paragraph(string text, Role role, int width) =>
        TextWidth.Wrap(text, width).Select(line => TextLine.Of(new Span(line, role)));
}
