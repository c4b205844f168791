using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Telemetry;

public sealed class TelemetrySeriesTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.98765432, 0.98765)]
    [InlineData(24_440_975_360, 24_441_000_000)]
    [InlineData(3_899_999_999, 3_900_000_000)]
    [InlineData(-12.3456789, -12.346)]
    [InlineData(1.23456789e-7, 1.2346e-7)]
    [InlineData(123456, 123460)]
    public void Values_are_kept_to_five_digits(double value, double kept)
    {
        var series = new TelemetrySeries([0], [new(new("cpu", "load", Unit.One), [value])]);
        Assert.Equal(kept, series.Compact().Channels[0].Values[0]);
    }

    [Fact]
    public void A_counter_is_kept_from_its_first_reading_so_that_rounding_takes_nothing()
    {
        var energy = ExampleTelemetry.Record.Series.Find("cpu", TelemetryQuantities.Energy)!;
        Assert.Equal([0, 10, 20, 30, 40], energy.Values);
        Assert.Null(energy.Channel.WrapsAt);
    }

    [Fact]
    public void What_is_kept_gives_the_same_summary()
    {
        var (whole, kept) = (ExampleTelemetry.Record.Summary, TelemetrySummary.Of(ExampleTelemetry.Record.Series));
        Assert.Equal(whole.Channels.Select(channel => (channel.Channel, channel.Readings)),
            kept.Channels.Select(channel => (channel.Channel, channel.Readings)));
        Assert.All(whole.Channels.Zip(kept.Channels), pair => Assert.Equal(1, pair.Second.Mean / pair.First.Mean, 4));
        Assert.All(whole.Devices.Zip(kept.Devices), pair =>
            Assert.Equal(1, pair.Second.EnergyJoules!.Value / pair.First.EnergyJoules!.Value, 4));
    }

    [Fact]
    public void A_record_counts_time_from_the_first_sample_and_names_what_was_not_read()
    {
        var record = ExampleTelemetry.Record;
        Assert.Equal([-0.05, 0.05, 0.15, 0.25, 0.35], record.Series.OffsetsSeconds);
        Assert.Equal("no such file", record.Unread[$"gpu.{ExampleTelemetry.Gpu}.vram-used"]);
        Assert.Null(record.Series.Find(ExampleTelemetry.Gpu, TelemetryQuantities.MemoryUsed));
        Assert.Equal("the sensor went away", record.Series.Find("cpu", TelemetryQuantities.Temperature)!.Reason);
    }
}
