using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using StackBench.Core.Json;
using StackBench.Core.Text;
using StackBench.Exchange.Export;
using StackBench.Fleet.Campaigns;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>What <c>fleet status --format json</c> prints.</summary>
internal sealed record FleetStatusDocument(int SchemaVersion, string Campaign, ImmutableArray<NodeReport> Nodes)
{
    public const int CurrentSchemaVersion = 1;

    /// <summary>The states of a campaign in one of the forms of <c>fleet status</c>.</summary>
    public static void Write(Surroundings surroundings, Campaign campaign, ImmutableArray<NodeReport> reports, OutputFormat format)
    {
        var writer = surroundings.Out.Profile.Out.Writer;
        switch (format)
        {
            case OutputFormat.Json:
                surroundings.WriteLine(JsonSerializer.Serialize(
                    new FleetStatusDocument(CurrentSchemaVersion, campaign.Name, reports), FleetStatusJson.Default.FleetStatusDocument));
                break;
            case OutputFormat.Csv:
                CsvLine.Write(writer, "node", "state", "attempt", "attempts", "reason");
                foreach (var report in reports)
                    CsvLine.Write(writer, report.Node, EnumText.Of(report.State), report.Attempt, report.Attempts, report.Reason);
                break;
            default:
                surroundings.Out.Write(
                    FleetStatusView.Lines(campaign, reports, surroundings.Out.Profile.Width, Glyphs.Of(surroundings.Out)));
                break;
        }
    }
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(KebabEnumConverter<NodeState>)])]
[JsonSerializable(typeof(FleetStatusDocument))]
internal sealed partial class FleetStatusJson : JsonSerializerContext;
