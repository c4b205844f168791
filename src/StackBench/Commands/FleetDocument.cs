using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StackBench.Core.Json;
using StackBench.Fleet.Outliers;

namespace StackBench.Commands;

/// <summary>What <c>fleet outliers --format json</c> prints. Losses and changes are shares.</summary>
internal sealed record FleetDocument(
    int SchemaVersion, string Night, int Nodes, int Devices, long Values, long ChangedTests, long SlowTests,
    ImmutableArray<FleetFindingDocument> Findings, ImmutableArray<FleetPopulationsDocument> Populations,
    ImmutableArray<FleetShiftDocument> Shifts, ImmutableArray<RankedUnit> Worst)
{
    public const int CurrentSchemaVersion = 1;

    public static FleetDocument Of(FleetJudgement judgement) => new(
        CurrentSchemaVersion, judgement.Night, judgement.Nodes, judgement.Devices, judgement.Values, judgement.ChangedTests,
        judgement.SlowTests,
        [
            .. judgement.Findings.Select(one => new FleetFindingDocument(
                one.State, one.Rule, one.Level, one.Place, one.Node, one.Slot, one.Nodes, one.Metrics, FleetSeriesDocument.Of(one.Evidence),
                one.Loss, one.Z)),
        ],
        [
            .. judgement.Populations.Select(two => new FleetPopulationsDocument(
                two.IsOfChange, two.Low, two.Of, two.Loss, two.Metrics, FleetSeriesDocument.Of(two.Series), two.Suspects)),
        ],
        [.. judgement.Shifts.Select(shift => new FleetShiftDocument(FleetSeriesDocument.Of(shift.Series), shift.Change))],
        judgement.Worst);
}

internal sealed record FleetSeriesDocument(string Kind, string Benchmark, string Workload, string? Engine, string Metric)
{
    public static FleetSeriesDocument Of(FleetSeriesKey key) => new(key.Kind, key.Benchmark, key.Workload, key.Engine, key.Metric);
}

internal sealed record FleetFindingDocument(
    OutlierState State, OutlierRule Rule, OutlierLevel Level, string? Place, string? Node, string? Device, ImmutableArray<string> Nodes,
    int Metrics, FleetSeriesDocument Evidence, double Loss, double Z);

internal sealed record FleetPopulationsDocument(
    bool IsOfChange, ImmutableArray<string> Low, int Of, double Loss, int Metrics, FleetSeriesDocument Series,
    ImmutableArray<SplittingFact> Suspects);

internal sealed record FleetShiftDocument(FleetSeriesDocument Series, double Change);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    Converters =
    [
        typeof(KebabEnumConverter<OutlierRule>), typeof(KebabEnumConverter<OutlierState>), typeof(KebabEnumConverter<OutlierLevel>),
    ])]
[JsonSerializable(typeof(FleetDocument))]
internal sealed partial class FleetJson : JsonSerializerContext;
