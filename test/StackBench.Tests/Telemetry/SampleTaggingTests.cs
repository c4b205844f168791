using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;

namespace StackBench.Tests.Telemetry;

public sealed class SampleTaggingTests
{
    private const string Gpu = "0000:03:00.0";

    /// <summary>
    /// Ticks each 0.1 s from -0.05 s: others took 30 % of the second interval (0.05 to 0.15), 10 % of the third, nothing of the rest.
    /// </summary>
    [Theory]
    [InlineData(0.00, 0.04, SampleTags.None)]
    [InlineData(0.06, 0.02, SampleTags.Contended)]
    [InlineData(0.16, 0.02, SampleTags.None)]
    // A third of it at 30 %, the rest at nothing: 10 %, which is not above it; half of it: 15 %.
    [InlineData(-0.05, 0.15, SampleTags.None)]
    [InlineData(0.00, 0.10, SampleTags.Contended)]
    // After the last tick nothing is known.
    [InlineData(0.50, 0.10, SampleTags.None)]
    public void A_sample_is_contended_by_what_others_took_of_its_own_time(double offset, double seconds, SampleTags tags)
    {
        var others = new ChannelSeries(new("cpu", TelemetryQuantities.Others, Unit.One, TelemetryKind.Interval), [null, 0, 0.3, 0.1, 0]);
        Assert.Equal(tags, Tag(offset, seconds, "cpu", others));
        Assert.Equal(SampleTags.None, Tag(offset, seconds, Gpu, others));
    }

    [Theory]
    [InlineData(0.00, 0.04, SampleTags.None)]
    [InlineData(0.10, 0.04, SampleTags.None)]
    [InlineData(0.10, 0.06, SampleTags.Throttled)]
    [InlineData(0.20, 0.01, SampleTags.Throttled)]
    [InlineData(0.30, 0.01, SampleTags.None)]
    public void A_sample_is_throttled_between_two_readings_that_say_so(double offset, double seconds, SampleTags tags)
    {
        var throttle = new ChannelSeries(new(Gpu, TelemetryQuantities.Throttle, Unit.One, TelemetryKind.Flag), [1, 0, 1, 1, 0]);
        Assert.Equal(tags, Tag(offset, seconds, Gpu, throttle));
        Assert.Equal(SampleTags.None, Tag(offset, seconds, "cpu", throttle));
    }

    [Fact]
    public void The_power_limit_alone_marks_nothing()
    {
        var limit = new ChannelSeries(new(Gpu, TelemetryQuantities.PowerLimit, Unit.One, TelemetryKind.Flag), [1, 1, 1, 1, 1]);
        Assert.Equal(SampleTags.None, Tag(0.1, 0.1, Gpu, limit));
    }

    [Fact]
    public void All_samples_stay_with_their_values_and_earlier_tags()
    {
        var others = new ChannelSeries(new("cpu", TelemetryQuantities.Others, Unit.One, TelemetryKind.Interval), [null, 1, 1, 1, 1]);
        ImmutableArray<Sample> samples = [new(0.02, 0, SampleTags.Throttled), new(0.021, 0.02), new(0.022, 9)];
        Assert.Equal(
            [new(0.02, 0, SampleTags.Throttled | SampleTags.Contended), new(0.021, 0.02, SampleTags.Contended), new(0.022, 9)],
            SampleTagging.Of(samples, 1, Series(others), "cpu"));
    }

    [Fact]
    public void A_sample_lasts_all_its_calls()
    {
        var others = new ChannelSeries(new("cpu", TelemetryQuantities.Others, Unit.One, TelemetryKind.Interval), [null, 0, 0.9, 0.9, 0.9]);
        Assert.Equal(SampleTags.None, SampleTagging.Of([new(0.001, 0)], 40, Series(others), "cpu")[0].Tags);
        Assert.Equal(SampleTags.Contended, SampleTagging.Of([new(0.001, 0)], 100, Series(others), "cpu")[0].Tags);
    }

    private static SampleTags Tag(double offset, double seconds, string device, ChannelSeries series) =>
        SampleTagging.Of([new Sample(seconds, offset)], 1, Series(series), device)[0].Tags;

    private static TelemetrySeries Series(ChannelSeries channel) => new([-0.05, 0.05, 0.15, 0.25, 0.35], [channel]);
}
