using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StackBench.Fleet.History;

namespace StackBench.Commands;

/// <summary>What <c>fleet history --format json</c> prints. Changes are shares of speed: below zero is slower.</summary>
/// <param name="Node">Set where the history is a node's.</param>
/// <param name="Card">Set where the history is a card's.</param>
internal sealed record FleetHistoryDocument(
    int SchemaVersion, string? Node, string? Card, ImmutableArray<string> Nights, string FirstSeen, string LastSeen,
    ImmutableArray<string> Absent, ImmutableArray<Stay> Stays, ImmutableArray<FleetHistorySeries> Series)
{
    public const int CurrentSchemaVersion = 1;

    public static FleetHistoryDocument Of(SubjectHistory history) => new(
        CurrentSchemaVersion, (history.Subject as NodeSubject)?.Name, (history.Subject as CardSubject)?.Name, history.Nights,
        history.FirstSeen, history.LastSeen, history.Absent, history.Stays,
        [
            .. history.Series.Select(one => new FleetHistorySeries(
                FleetSeriesDocument.Of(one.Key), one.Unit.Symbol, one.Values, one.Newest)),
        ]);
}

/// <param name="Values">One per night; null where there is none.</param>
internal sealed record FleetHistorySeries(
    FleetSeriesDocument Series, string Unit, ImmutableArray<double?> Values, NewestValue Newest);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(FleetHistoryDocument))]
internal sealed partial class FleetHistoryJson : JsonSerializerContext;
