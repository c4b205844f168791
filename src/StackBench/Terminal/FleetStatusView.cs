using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using StackBench.Core.Assessments;
using StackBench.Core.Json;
using StackBench.Core.Text;
using StackBench.Exchange.Export;
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

    public static void Write(Surroundings surroundings, Campaign campaign, ImmutableArray<NodeReport> reports, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                surroundings.WriteLine(JsonSerializer.Serialize(
                    new FleetStatusDocument(FleetStatusDocument.CurrentSchemaVersion, campaign.Name, reports),
                    FleetStatusJson.Default.FleetStatusDocument));
                break;
            case OutputFormat.Csv:
                CsvLine.Write(surroundings.Out.Profile.Out.Writer, "node", "state", "attempt", "attempts", "reason");
                foreach (var report in reports)
                {
                    CsvLine.Write(
                        surroundings.Out.Profile.Out.Writer, report.Node, EnumText.Of(report.State), report.Attempt, report.Attempts,
                        report.Reason);
                }

                break;
            default:
                surroundings.Out.Write(Lines(campaign, reports, surroundings.Out.Profile.Width, Glyphs.Of(surroundings.Out)));
                break;
        }
    }

    private static ImmutableArray<TextLine> Lines(Campaign campaign, ImmutableArray<NodeReport> reports, int width, Glyphs glyphs)
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

/// <summary>What <c>fleet status --format json</c> prints.</summary>
internal sealed record FleetStatusDocument(int SchemaVersion, string Campaign, ImmutableArray<NodeReport> Nodes)
{
    public const int CurrentSchemaVersion = 1;
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(KebabEnumConverter<NodeState>)])]
[JsonSerializable(typeof(FleetStatusDocument))]
internal sealed partial class FleetStatusJson : JsonSerializerContext;
