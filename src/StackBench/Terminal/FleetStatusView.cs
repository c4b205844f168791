using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Text;
using StackBench.Fleet.Campaigns;

namespace StackBench.Terminal;

/// <summary>The states of a campaign: a line for each node that is not complete, and how many are in which state.</summary>
internal static class FleetStatusView
{
    private const int MostNamed = 200;

    private static readonly ImmutableArray<GridColumn> Columns =
        [new("node"), new("state"), new("attempt", IsNumeric: true), new("", MinWidth: 20)];

    /// <summary><c>3 complete, 1 queued</c>.</summary>
    public static string Counts(ImmutableArray<NodeReport> reports) => string.Join(", ", reports.CountBy(report => report.State)
        .OrderBy(pair => pair.Key)
        .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} {EnumText.Of(pair.Key)}")));

    public static ImmutableArray<TextLine> Lines(Campaign campaign, ImmutableArray<NodeReport> reports, int width, Glyphs glyphs)
    {
        NodeReport[] open = [.. reports.Where(report => report.State != NodeState.Complete)];
        ImmutableArray<GridRow> rows = [.. open.Take(MostNamed).Select(report => Row(report, glyphs))];
        var more = open.Length > MostNamed
            ? string.Create(CultureInfo.InvariantCulture, $"; {open.Length - MostNamed} more are in --format csv")
            : "";
        ImmutableArray<TextLine> lines =
            [.. TextWidth.Wrap(glyphs.Text($"{campaign.Name}: {Counts(reports)}{more}"), width).Select(line => TextLine.Of(line))];
        return rows.IsEmpty ? lines : lines.AddRange(new Grid(Columns, rows, glyphs).Layout(width));
    }

    private static CellsRow Row(NodeReport report, Glyphs glyphs) => new(
    [
        new Span(glyphs.Text(report.Node), IsHeading: true),
        new Span(EnumText.Of(report.State), report.State switch
        {
            NodeState.Failed or NodeState.Lost or NodeState.Late or NodeState.Unreachable or NodeState.Refused => Role.Error,
            NodeState.Partial => Role.Warn,
            _ => Role.Plain,
        }),
        report.Attempt == 0 ? "" : report.Attempt.ToString(CultureInfo.InvariantCulture),
        glyphs.Text(SafeText.OneLine(report.Reason)),
    ]);
}
