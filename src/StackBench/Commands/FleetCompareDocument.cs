using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Statistics;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Rollout;

namespace StackBench.Commands;

/// <summary>What <c>fleet compare --format json</c> prints. Changes are shares of speed: -0.03 is 3 % slower.</summary>
internal sealed record FleetCompareDocument(
    int SchemaVersion, string Answer, string Fact, ImmutableArray<string> With, ImmutableArray<string> Against, RolloutDesign Design,
    ImmutableArray<RolloutNights> Nights, double Alpha, ImmutableArray<FleetCompareWorkload> Workloads, int Left,
    int Unconcerned, ImmutableArray<SplittingFact> Along)
{
    public const int CurrentSchemaVersion = 1;

    public static FleetCompareDocument Of(RolloutComparison comparison) => new(
        CurrentSchemaVersion, RolloutText.Answer(comparison), comparison.Fact.Name, comparison.Fact.With, comparison.Fact.Against,
        comparison.Design, comparison.Nights, comparison.Alpha,
        [
            .. comparison.Workloads.Select(one => new FleetCompareWorkload(
                FleetSeriesDocument.Of(one.Series), one.Verdict, one.Reason, one.Judged, one.Others, one.Change, one.Interval, one.PValue,
                one.AdjustedPValue, one.Gap, one.Needed)),
        ],
        comparison.Left, comparison.Unconcerned, comparison.Along);
}

internal sealed record FleetCompareWorkload(
    FleetSeriesDocument Series, Verdict Verdict, string? Reason, int Nodes, int Others, double Change, Interval? Interval, double? PValue,
    double? AdjustedPValue, double Threshold, int? Needed);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(KebabEnumConverter<Verdict>), typeof(KebabEnumConverter<RolloutDesign>)])]
[JsonSerializable(typeof(FleetCompareDocument))]
internal sealed partial class FleetCompareJson : JsonSerializerContext;
