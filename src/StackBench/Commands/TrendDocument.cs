using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Core.Units;
using StackBench.Report;

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
    TrendForecastDocument? Forecast,
    string? NoForecast,
    TrendNewestDocument? Newest)
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
        trend.Forecast is { } ahead
            ? new TrendForecastDocument(ahead.At, ahead.Value, ahead.Low, ahead.High, Core.Trends.Forecast.Level)
            : null,
        trend.NoForecast,
        trend.Newest is { } newest
            ? new TrendNewestDocument(
                [.. trend.Series.Points.Skip(newest.Index).Select(point => point.RunId)], newest.Index, newest.Ratio, newest.PValue,
                NewestText.Command(trend)!)
            : null);
}

internal sealed record TrendPointDocument(string Run, DateTimeOffset StartedAt, double Value);

internal sealed record TrendChangeDocument(string Run, int Index, double WorseRatio, int RunsAfter, bool IsSuspected, FactChange? Cause);

/// <param name="Level">Of the prediction interval of a run, from <paramref name="Low"/> to <paramref name="High"/>.</param>
internal sealed record TrendForecastDocument(DateTimeOffset At, double Value, double Low, double High, double Level);

/// <summary>The newest one or two runs, where they lie beyond what those before predict.</summary>
/// <param name="ConfirmWith">The command that confirms it.</param>
internal sealed record TrendNewestDocument(ImmutableArray<string> Runs, int Index, double WorseRatio, double PValue, string ConfirmWith);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(UnitJsonConverter), typeof(KebabEnumConverter<Better>), typeof(KebabEnumConverter<FactRole>)])]
[JsonSerializable(typeof(TrendDocument))]
internal sealed partial class TrendJson : JsonSerializerContext;
