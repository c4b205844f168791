using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Machine.Files;
using StackBench.Machine.Reading;
using StackBench.Machine.Telemetry;
using StackBench.Machine.Vendors;

namespace StackBench.Tests.Machine.Telemetry;

/// <summary>Sources over a tree, ticked by hand.</summary>
internal sealed class Readings : IDisposable
{
    private readonly TelemetryRecorder _recorder;

    public Readings(params ImmutableArray<ITelemetrySource> sources) => _recorder = new TelemetryRecorder(sources);

    /// <summary>CPU and memory of a tree.</summary>
    public static Readings OfCpu(string root, int? engineGroup = null, TimeProvider? time = null) =>
        new(CpuTelemetry.Open(new SystemTree(root), engineGroup, time ?? new ManualTime()));

    /// <summary>The GPU of a recorded tree with this vendor.</summary>
    public static Readings OfGpu(string root, string vendor)
    {
        using var sources = new TelemetrySources([], TimeProvider.System, root);
        return new Readings(sources.OpenGpu(MachineReader.Read(root).Gpus.First(gpu => gpu.Vendor == vendor)));
    }

    public TelemetrySeries Series => _recorder.Series();

    public Readings Tick(double seconds)
    {
        _recorder.Tick(seconds);
        return this;
    }

    /// <summary>The channel whose name ends so.</summary>
    public ChannelSeries Channel(string name) =>
        Series.Channels.Single(series => series.Channel.Name.EndsWith(name, StringComparison.Ordinal));

    public double?[] Values(string name) => [.. Channel(name).Values];

    public string? Reason(string name) => Channel(name).Reason;

    public void Dispose() => _recorder.Dispose();
}
