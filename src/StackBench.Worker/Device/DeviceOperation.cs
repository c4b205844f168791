using System.Diagnostics;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Device;

/// <summary>A checked operation on a device, ready to be timed.</summary>
/// <param name="sample">Does so many calls and returns the time of one.</param>
/// <param name="held">What is freed with the operation.</param>
internal sealed class DeviceOperation(
    Prepared description, Func<long, Timing> sample, IReadOnlyList<SampleNote> notes, DeviceResources held) : IOperation
{
    /// <summary>From so much time on the two clocks must agree within <see cref="LeastShare"/>.</summary>
    private const double JudgedSeconds = 0.05;

    private const double LeastShare = 0.5;

    public Prepared Description => description;

    public Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation)
    {
        var timings = new Timing[samples];
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < samples; i++) timings[i] = sample(iterations);
        var end = Stopwatch.GetTimestamp();
        // One clock for all samples of an answer.
        var isDevice = timings.All(timing => timing.IsDevice) && IsCredible(timings, iterations);
        return Task.FromResult(new Samples(
            description.Id, [.. timings.Select(timing => isDevice ? timing.Seconds : timing.HostSeconds)], isDevice ? "device" : "host",
            HostClock.Seconds(begin), HostClock.Seconds(end), Notes: notes.Count == 0 ? null : notes));
    }

    public void Dispose() => held.Dispose();

    // A driver that misstates the period of its ticks would multiply every rate. In short work the way to the
    // device takes most of the time.
    private static bool IsCredible(Timing[] timings, long iterations)
    {
        var hostSeconds = timings.Sum(timing => timing.HostSeconds) * iterations;
        return hostSeconds < JudgedSeconds || timings.Sum(timing => timing.Seconds) * iterations >= LeastShare * hostSeconds;
    }
}
