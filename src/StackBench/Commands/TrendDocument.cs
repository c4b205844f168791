using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Core.Units;

namespace StackBench.Commands;

/// <summary>What <c>trend --format json</c> prints.</summary>
internal sealed record TrendDocument(int SchemaVersion, ImmutableArray<TrendSeriesDocument> Series)
{
    public const int CurrentSchemaVersion = 1;

    public static TrendDocument Of(IEnumerable<SeriesTrend> trends) =>
        new(CurrentSchemaVersion, [.. trends.Select(TrendSeriesDocument.Of)]);
}

/// <param name="Points">Oldest first.</param>
/// <param name="Changes">Oldest first; <c>worseRatio</c> above 1 is worse.</param>
internal sealed record TrendSeriesDocument(
    ResultKey Key,
    string Metric,
    Unit Unit,
    Better Better,
    ImmutableArray<TrendPointDocument> Points,
    ImmutableArray<TrendChangeDocument> Changes,
    SeriesSlope? Slope,
    Forecast? Forecast,
    string? NoForecast)
{
    public static TrendSeriesDocument Of(SeriesTrend trend) => new(
        trend.Series.Key,
        trend.Series.Metric,
        trend.Series.Unit,
        trend.Series.Better,
        [.. trend.Series.Points.Select(point => new TrendPointDocument(point.RunId, point.StartedAt, point.Value))],
        [.. trend.Changes.Select(change => new TrendChangeDocument(
            trend.Series.Points[change.Index].RunId, change.Index, change.Ratio, change.RunsAfter, change.IsSuspected, change.Cause))],
        trend.Slope,
        trend.Forecast,
        trend.NoForecast);
}

internal sealed record TrendPointDocument(string Run, DateTimeOffset StartedAt, double Value);

internal sealed record TrendChangeDocument(string Run, int Index, double WorseRatio, int RunsAfter, bool IsSuspected, FactChange? Cause);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(UnitJsonConverter), typeof(KebabEnumConverter<Better>), typeof(KebabEnumConverter<FactRole>)])]
[JsonSerializable(typeof(TrendDocument))]
internal sealed partial class TrendJson : JsonSerializerContext;
