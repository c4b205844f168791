using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>Several runs side by side as one HTML file: machines, cards or versions in columns, the best of each row marked.</summary>
public static class SideBySideReport
{
    private const int MostFacts = 200;

    /// <param name="title">Null for the count of runs.</param>
    /// <param name="notes">What the author adds; null for nothing.</param>
    public static void Write(SideBySide sides, string? title, string? notes, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(sides);
        ArgumentNullException.ThrowIfNull(writer);
        var name = title is { Length: > 0 } given
            ? given
            : string.Create(CultureInfo.InvariantCulture, $"{sides.Runs.Length} runs side by side");
        (string Id, string Title, Markup Body)[] sections =
            [("results", "Results", Results(sides)), ("machine", "What differs", Facts(sides))];
        writer.Write(PageFrame.Of(name, Header(sides, name, notes), sections, Markup.Empty));
    }

    private static Markup Header(SideBySide sides, string title, string? notes) => Markup.Of($"""
        <header>
        <h1>{title}</h1>
        {VerdictStrip.Notes(notes)}<ul class="answer">{sides.Runs.Select((run, side) => Markup.Of($"<li><b>{SideNames.Letter(side)}</b> {SideNames.Of(run)} <span class=\"muted\">{Measured(run)}, best of {sides.Wins[side]} of {sides.Rows.Length}, run {run.Id}</span></li>"))}</ul>
        <p class="muted">{SideNames.Legend(sides)}</p>
        </header>
        """);

    private static string Measured(Run run) => run.IsImported ? run.Tool.ShortVersion : $"{EnumText.Of(run.Settings.Suite)} suite";

    private static Markup Results(SideBySide sides) => Markup.Of($"""
        <section aria-labelledby="results"><h2 id="results">Results</h2>
        <p class="filter" hidden><label>Show only rows with <input type="search" id="filter" autocomplete="off"></label> <span id="shown" role="status"></span></p>
        {Scrolled.Of("Results", Markup.Of($"<table id=\"table\" class=\"cards sides\"><thead><tr><th scope=\"col\">Benchmark</th><th scope=\"col\">Workload</th><th scope=\"col\">On</th>{sides.Runs.Select((_, side) => Markup.Of($"<th scope=\"col\" class=\"number\">{SideNames.Letter(side)}</th>"))}</tr></thead><tbody>\n{sides.Rows.Select(Row)}</tbody></table>"))}</section>
        """);

    private static Markup Row(SideRow row)
    {
        var on = row.Key.Engine is null ? row.Key.Device : $"{row.Key.Device}, {row.Key.Engine}";
        return Markup.Of(
            $"<tr><td>{row.Key.Benchmark}</td><td>{row.Key.Workload}</td><td>{on}</td>{row.Cells.Select(Cell)}</tr>\n");
    }

    private static Markup Cell(SideCell? cell, int side)
    {
        if (cell is null) return Markup.Of($"<td class=\"number muted\" data-v=\"\" data-side=\"{SideNames.Letter(side)}\">-</td>");
        var value = cell.Value.Quantity.ToString();
        var mark = cell.IsBest ? Markup.Of($"<b class=\"better\">{value} *</b>") : Markup.Of($"{value}");
        return Markup.Of($"<td class=\"number\" data-v=\"{NumberText.Exact(cell.Value.Value)}\" data-u=\"{cell.Value.Unit.Symbol}\" "
            + $"data-side=\"{SideNames.Letter(side)}\">{mark} <span class=\"muted\">{NumberText.Share(cell.ShareOfBest)}</span></td>");
    }

    private static Markup Facts(SideBySide sides) => sides.Facts.IsEmpty ? Markup.Empty : Markup.Of($"""
        <section aria-labelledby="machine"><h2 id="machine">What differs</h2>
        {Scrolled.Of("What differs", Markup.Of($"<table><thead><tr><th scope=\"col\">Fact</th>{sides.Runs.Select((_, side) => Markup.Of($"<th scope=\"col\">{SideNames.Letter(side)}</th>"))}</tr></thead><tbody>{sides.Facts.Take(MostFacts).Select(fact => Markup.Of($"<tr><td>{fact.Name}</td>{fact.Values.Select(value => Markup.Of($"<td>{value ?? "unknown"}</td>"))}</tr>"))}</tbody></table>"))}</section>
        """);
}
