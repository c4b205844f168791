using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Trends;
using StackBench.Core.Validation;
using StackBench.Tests.Comparison;

namespace StackBench.Tests.Trends;

public sealed class SeriesTrendTests
{
    private const double Threshold = 0.03;

    [Fact]
    public void A_step_is_found_with_the_fact_that_changed_there()
    {
        var series = Rates(40, i => i < 25 ? 100 : 90, i => i < 25 ? "2.9" : "2.10");
        var trend = SeriesTrend.Of(series, Threshold);
        var change = Assert.Single(trend.Changes);
        Assert.Equal((25, 15, false), (change.Index, change.RunsAfter, change.IsSuspected));
        Assert.Equal(100.0 / 90, change.Ratio, 0.01);
        Assert.Equal("engine.libtorch.version: 2.9 -> 2.10", change.Cause!.ToString());
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(5, false)]
    public void A_step_at_the_tail_is_suspected(int after, bool isSuspected)
    {
        var change = Assert.Single(SeriesTrend.Of(Rates(40, i => i < 40 - after ? 100 : 80), Threshold).Changes);
        Assert.Equal((isSuspected, after), (change.IsSuspected, change.RunsAfter));
        Assert.Null(change.Cause);
    }

    [Fact]
    public void A_step_below_the_threshold_is_not_told()
    {
        var series = Rates(60, i => i < 30 ? 100 : 98);
        Assert.Empty(SeriesTrend.Of(series, Threshold).Changes);
        Assert.Single(SeriesTrend.Of(series, 0.005).Changes);
    }

    [Fact]
    public void An_improvement_has_a_ratio_below_one_in_either_direction()
    {
        Assert.Equal(100.0 / 120, Assert.Single(SeriesTrend.Of(Rates(40, i => i < 20 ? 100 : 120), Threshold).Changes).Ratio, 0.01);
        Assert.Equal(0.8, Assert.Single(SeriesTrend.Of(Latencies(40, i => i < 20 ? 100 : 80), Threshold).Changes).Ratio, 0.01);
    }

    [Fact]
    public void Noise_has_neither_steps_nor_a_forecast()
    {
        var trend = SeriesTrend.Of(Rates(60, _ => 100), Threshold);
        Assert.Empty(trend.Changes);
        Assert.False(trend.Slope!.IsSignificant);
        Assert.Equal((null, "no steady trend"), (trend.Forecast, trend.NoForecast));
    }

    /// <summary>0.05 % a day for 50 days: too slow for a step of 3 %, plain for a slope.</summary>
    [Fact]
    public void A_slow_decline_is_forecast_a_quarter_of_its_time_ahead()
    {
        var series = Latencies(50, i => 100 * Math.Pow(1.0005, i));
        var trend = SeriesTrend.Of(series, Threshold);
        Assert.Empty(trend.Changes);
        Assert.True(trend.Slope!.IsSignificant);
        Assert.Equal(0.0005, trend.Slope.PerDay, 0.0001);
        Assert.Null(trend.NoForecast);
        Assert.Equal(series.Points[^1].StartedAt.AddDays(49 * 0.25), trend.Forecast!.At);
        Assert.Equal(100 * Math.Pow(1.0005, 49 * 1.25), trend.Forecast.Value, 0.6);
        Assert.InRange(trend.Forecast.Value, trend.Forecast.Low, trend.Forecast.High);
    }

    [Fact]
    public void A_short_history_says_how_many_runs_a_forecast_needs()
    {
        var trend = SeriesTrend.Of(Rates(12, _ => 100), Threshold);
        Assert.Equal("12 runs since the last step; a forecast needs 20", trend.NoForecast);
        Assert.NotNull(trend.Slope);
        Assert.Null(SeriesTrend.Of(Rates(3, _ => 100), Threshold).Slope);
        Assert.Empty(SeriesTrend.Of(Rates(1, _ => 100), Threshold).Changes);
    }

    [Fact]
    public void Runs_come_in_the_order_of_time_and_broken_values_are_left_out()
    {
        Run[] runs =
        [
            Runs.Of(3, Runs.Rate("a", 3)),
            Runs.Of(1, Runs.Rate("a", 1, 1, 1)),
            Runs.Of(2, Runs.Rate("a", double.NaN)),
            Runs.Of(0, Runs.Rate("a", 0)) with { Tool = new ToolVersion("0.0.1", 0) },
            Runs.Of(4, Runs.Result("a", MetricDefinitions.FlopRate, [4])),
        ];
        var series = Assert.Single(MetricSeries.Of(runs.SelectMany(run => Observation.Of(run))));
        Assert.Equal([1.0, 3.0, 4.0], series.Points.Select(point => Math.Round(point.Value, 12)));
        Assert.Equal(
            [(runs[3].Id, "measured by another method"), (runs[2].Id, "its value is not a finite number above zero")], series.LeftOut);
        Assert.Empty(MetricSeries.Of([]));
    }

    private static MetricSeries Rates(int count, Func<int, double> level, Func<int, string>? version = null) =>
        Series(count, level, version, Runs.Rate);

    private static MetricSeries Latencies(int count, Func<int, double> level) => Series(count, level, version: null, Runs.Latency);

    // A run a day, half a percent of noise between runs.
    private static MetricSeries Series(
        int count, Func<int, double> level, Func<int, string>? version, Func<string, double[], BenchmarkResult> result)
    {
        var noise = SimulatedNoise.Normal.Draw(count, new SplitMix64(12), 0.005);
        var runs = Enumerable.Range(0, count).Select(i =>
        {
            var run = Runs.Of(i * 24 * 60, result("a", [level(i) * noise[i]]));
            return version is null
                ? run
                : run with { Fingerprint = run.Fingerprint.With([new("engine.libtorch.version", version(i), FactRole.Cause)]) };
        });
        return Assert.Single(MetricSeries.Of(runs.SelectMany(run => Observation.Of(run))));
    }
}
