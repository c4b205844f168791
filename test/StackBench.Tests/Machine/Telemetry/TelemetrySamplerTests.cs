using System.Collections.Immutable;
using System.Diagnostics;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine;
using StackBench.Machine.Reading;
using StackBench.Machine.Telemetry;
using StackBench.Machine.Vendors;

namespace StackBench.Tests.Machine.Telemetry;

public sealed class TelemetrySamplerTests
{
    [Fact]
    public void A_source_that_throws_ends_with_the_reason_and_the_others_go_on()
    {
        using var recorder =
            new TelemetryRecorder([new Made("bad", tick => tick == 1 ? throw new InvalidOperationException("boom\u001b[31m") : tick),
                new Made("good", tick => tick)]);
        for (var tick = 0; tick < 3; tick++) recorder.Tick(tick);
        var (bad, good) = (recorder.Series().Channels[0], recorder.Series().Channels[1]);
        Assert.Equal([0, null, null], bad.Values);
        Assert.Equal("reading it failed: boom[31m", bad.Reason);
        Assert.Equal([0, 1, 2], good.Values);
        Assert.Null(good.Reason);
    }

    [Fact]
    public void What_is_not_finite_is_no_reading()
    {
        using var recorder =
            new TelemetryRecorder([new Made("odd", tick => tick switch { 0 => double.NaN, 1 => double.PositiveInfinity, _ => 5 })]);
        for (var tick = 0; tick < 3; tick++) recorder.Tick(tick);
        Assert.Equal([null, null, 5], recorder.Series().Channels[0].Values);
        Assert.Equal([new TelemetryLevel("cpu.odd", Unit.One, 5)], recorder.Levels());
    }

    [Fact]
    public void The_latest_level_outlives_a_gap()
    {
        using var recorder = new TelemetryRecorder([new Made("odd", tick => tick == 0 ? 7 : double.NaN)]);
        recorder.Tick(0);
        recorder.Tick(1);
        Assert.Equal(7, recorder.Levels().Single().Value);
    }

    [Fact]
    public async Task It_reads_at_both_ends_and_between_by_the_clock_of_the_worker()
    {
        using var sampler = new TelemetrySampler([new Made("tick", tick => tick)], TimeProvider.System);
        Assert.Empty(sampler.Levels);
        var before = (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency;
        sampler.Start();
        while (sampler.Levels is not [{ Value: >= 2 }]) await Task.Delay(10, TestContext.Current.CancellationToken);
        var outcome = sampler.Stop();
        var after = (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency;

        var offsets = outcome.Series.OffsetsSeconds;
        Assert.Equal(Enumerable.Range(0, offsets.Length).Select(tick => (double?)tick), outcome.Series.Channels.Single().Values);
        Assert.True(offsets.Length >= 4);
        Assert.Equal(offsets.Order(), offsets);
        Assert.InRange(offsets[0], before, after);
        Assert.InRange(offsets[^1], offsets[0], after);
        if (OperatingSystem.IsLinux()) Assert.InRange(outcome.CpuShare!.Value, double.Epsilon, 1);
    }

    [Fact]
    public void One_that_was_never_started_has_nothing_and_closes_its_sources()
    {
        var source = new Made("tick", tick => tick);
        using (var sampler = new TelemetrySampler([source], TimeProvider.System)) Assert.Empty(sampler.Stop().Series.OffsetsSeconds);
        Assert.True(source.IsClosed);
    }

    [Fact]
    public async Task On_this_machine_load_and_memory_are_read_again_from_the_open_files()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs Linux");
        using var sources = new TelemetrySources([], TimeProvider.System);
        using var sampler = sources.Open("cpu", null);
        sampler.Start();
        while (sampler.Levels.All(level => level.Channel != "cpu.load")) await Task.Delay(10, TestContext.Current.CancellationToken);
        var levels = sampler.Levels.ToDictionary(level => level.Channel, level => level.Value);
        Assert.InRange(levels["cpu.load"], 0, 1);
        Assert.InRange(levels["memory.available"], 1, MachineReader.Read().Memory.TotalBytes.Value);
    }

    private sealed class Made(string quantity, Func<int, double> value) : ITelemetrySource
    {
        private int _tick;

        public bool IsClosed { get; private set; }

        public ImmutableArray<TelemetryChannel> Channels { get; } = [new("cpu", quantity, Unit.One)];

        public void Read(double seconds, Span<Fact<double>?> values) => values[0] = value(_tick++);

        public void Dispose() => IsClosed = true;
    }
}
