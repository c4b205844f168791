using System.Diagnostics;
using StackBench.Protocol;

namespace StackBench.Worker.Sampling;

/// <summary>The machine's monotonic clock, and sampling of operations that run on the calling thread.</summary>
internal static class HostClock
{
    public static double Seconds(long timestamp) => (double)timestamp / Stopwatch.Frequency;

    /// <summary>
    /// Times <paramref name="samples"/> samples of <paramref name="iterations"/> calls; nothing is allocated between two clock reads.
    /// </summary>
    public static Samples Sample(string id, long iterations, int samples, Action call)
    {
        var seconds = new double[samples];
        var begin = Stopwatch.GetTimestamp();
        var end = begin;
        for (var sample = 0; sample < samples; sample++)
        {
            var start = Stopwatch.GetTimestamp();
            for (long i = 0; i < iterations; i++) call();
            end = Stopwatch.GetTimestamp();
            seconds[sample] = Seconds(end - start) / iterations;
        }

        return new Samples(id, seconds, "host", Seconds(begin), Seconds(end));
    }
}
