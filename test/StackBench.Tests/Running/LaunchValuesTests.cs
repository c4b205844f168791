using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Running;
using StackBench.Tests.Running.Engines;

namespace StackBench.Tests.Running;

/// <summary>Values of a launch whose samples last 2, 4 and 8 s, of a work with another count of each kind.</summary>
public sealed class LaunchValuesTests
{
    private static readonly Cost Work = new(Flop: 4000, Bytes: 800, Steps: 16, Tokens: 40, Payload: 400, Samples: 12);

    [Theory]
    [InlineData(MetricSource.BytesOverMedian, 200)]
    [InlineData(MetricSource.BytesOverBest, 400)]
    [InlineData(MetricSource.FlopOverMedian, 1000)]
    [InlineData(MetricSource.FlopOverBest, 2000)]
    [InlineData(MetricSource.MedianTime, 4)]
    [InlineData(MetricSource.MedianTimePerStep, 0.25)]
    [InlineData(MetricSource.TokensOverMedian, 10)]
    [InlineData(MetricSource.PayloadOverMedian, 100)]
    [InlineData(MetricSource.SamplesOverMedian, 3)]
    [InlineData(MetricSource.ShareOfPublished, 20)]
    [InlineData(MetricSource.AgainstOverMedian, 1.5)]
    public void Each_source_has_its_value(MetricSource source, double value) =>
        Assert.Equal(value, ValueOf(source, Launch(2, 4, 8), against: Launch(5, 6, 7)));

    [Fact]
    public void What_has_no_ground_is_absent()
    {
        Assert.Null(ValueOf(MetricSource.AgainstOverMedian, Launch(2, 4, 8)));
        Assert.Null(ValueOf(MetricSource.Series, Launch(2, 4, 8)));
        Assert.Null(ValueOf(MetricSource.Series, With(MetricDefinitions.Bandwidth.Name, [])));
        Assert.Null(ValueOf(MetricSource.ShareOfPublished, Launch(2, 4, 8), published: 0));
    }

    [Fact]
    public void A_reported_metric_is_the_middle_of_its_series() =>
        Assert.Equal(7, ValueOf(MetricSource.Series, With(MetricDefinitions.Bandwidth.Name, [9, 1, 7])));

    [Fact]
    public void The_share_of_a_bandwidth_is_that_of_the_bytes_whatever_is_computed()
    {
        Assert.Equal(4, ValueOf(MetricSource.ShareOfPublished, Launch(2, 4, 8), unit: Unit.BytePerSecond));
        Assert.Null(ValueOf(MetricSource.ShareOfPublished, Launch(2, 4, 8), work: Work with { Flop = 0 }));
    }

    /// <summary>A tail of fewer calls would be one of the largest two.</summary>
    [Theory]
    [InlineData(MetricSource.NinetiethOfCalls, 19, null)]
    [InlineData(MetricSource.NinetiethOfCalls, 21, 18.0)]
    [InlineData(MetricSource.NinetyNinthOfCalls, 199, null)]
    [InlineData(MetricSource.NinetyNinthOfCalls, 201, 198.0)]
    public void Tails_need_calls(MetricSource source, int calls, double? value) =>
        Assert.Equal(value, ValueOf(source, With("call-times", [.. Enumerable.Range(0, calls).Select(i => (double)i)])));

    [Theory]
    [InlineData(MetricSource.NinetiethOfCalls, 20)]
    [InlineData(MetricSource.NinetyNinthOfCalls, 200)]
    public void Tails_begin_with_the_least_count_of_calls(MetricSource source, int calls) =>
        Assert.NotNull(ValueOf(source, With("call-times", [.. Enumerable.Range(0, calls).Select(i => (double)i)])));

    /// <summary>Work that ran elsewhere than it was asked for has only the metric that says so.</summary>
    [Fact]
    public void A_launch_that_fell_back_has_none_of_the_usual_values()
    {
        var workload = FakeEngine.Workload() with { Metrics = [WorkloadMetric.CallTime, WorkloadMetric.PartlyCpuCallTime] };
        Assert.Equal([MetricDefinitions.CallTime.Name], LaunchValues.Of(workload, Launch(1, 2), null).Keys);
        Assert.Equal([MetricDefinitions.PartlyCpuCallTime.Name], LaunchValues.Of(workload, With("fallback-nodes", [3]), null).Keys);
    }

    [Theory]
    [InlineData(MetricSource.BytesOverMedian, 400.0)]
    [InlineData(MetricSource.FlopOverBest, 2000.0)]
    [InlineData(MetricSource.MedianTime, null)]
    public void What_must_be_possible_is_the_rate_of_the_shortest_sample(MetricSource source, double? rate) =>
        Assert.Equal(rate, LaunchValues.BestRate(new(MetricDefinitions.Bandwidth, source), Work, Launch(8, 2, 4)));

    private static double? ValueOf(
        MetricSource source, Launch launch, Launch? against = null, Cost? work = null, double published = 5000, Unit? unit = null)
    {
        var workload = FakeEngine.Workload() with
        {
            Cost = work ?? Work,
            Metrics = [new(MetricDefinitions.Bandwidth, source)],
            Bounds = Bounds.None with { Published = new Ceiling(published, unit ?? Unit.FlopPerSecond, "a test") },
        };
        return LaunchValues.Of(workload, launch, against).TryGetValue(MetricDefinitions.Bandwidth.Name, out var value) ? value : null;
    }

    private static Launch With(string series, ImmutableArray<double> values) =>
        Launch(2, 4, 8) with { Series = ImmutableSortedDictionary<string, ImmutableArray<double>>.Empty.Add(series, values) };

    private static Launch Launch(params double[] seconds) => new()
    {
        Number = 1,
        StartedAt = DateTimeOffset.UnixEpoch,
        Backend = "fake",
        CallsPerSample = 1,
        Clock = SampleClock.Host,
        WarmUp = new WarmUp(1, 0.1),
        StopReason = StopReason.Converged,
        Samples = [.. seconds.Select(duration => new Sample(duration, 0))],
    };
}
