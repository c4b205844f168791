using System.Diagnostics;
using StackBench.Worker.Native.Simd;
using StackBench.Worker.Native.Threads;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Native.Memory;

/// <summary>
/// Chooses the vector width of a memory kernel by a short trial on the arrays that are measured, by the threads that measure: what is
/// fastest in the caches need not be so in memory.
/// </summary>
internal static class WidthTrial
{
    /// <summary>Of all arrays of a thread: more than any processor's share of the last cache, and a few milliseconds.</summary>
    private const long MostBytes = 128L << 20;

    private const long WarmUpElements = 64;
    private const int Rounds = 3;
    private const double RoundSeconds = 0.001;

    /// <summary>A narrower width must be this much faster, or noise would choose differently from launch to launch.</summary>
    private const double Margin = 1.04;

    /// <summary>
    /// One of <see cref="VectorWidths.Available"/>: the widest, unless a narrower one is clearly faster. Overwrites the target.
    /// </summary>
    public static int Choose(StreamPattern pattern, bool nonTemporal, PinnedTeam team, StreamArrays arrays)
    {
        var kernels =
            VectorWidths.Available.Select(width => (Width: width, Kernel: StreamKernels.Find(pattern, nonTemporal, width))).ToArray();
        var fastest = new double[kernels.Length];
        for (var round = 0; round < Rounds; round++)
            for (var k = 0; k < kernels.Length; k++) fastest[k] = Math.Max(fastest[k], Rate(kernels[k].Kernel, team, arrays));
        var chosen = 0;
        for (var k = 1; k < kernels.Length; k++)
            if (fastest[k] > fastest[chosen] * Margin) chosen = k;
        return kernels[chosen].Width;
    }

    // Elements a second of all threads.
    private static double Rate(StreamKernel kernel, PinnedTeam team, StreamArrays arrays)
    {
        var rates = new double[team.Count];
        team.Run(worker => rates[worker] = Rate(kernel, arrays.Chunk(worker).Begin(MostBytes / sizeof(double) / arrays.Arrays)));
        return rates.Sum();
    }

    private static double Rate(StreamKernel kernel, StreamChunk chunk)
    {
        kernel(chunk.Begin(WarmUpElements));
        var passes = 0L;
        var begin = Stopwatch.GetTimestamp();
        double seconds;
        do
        {
            kernel(chunk);
            passes++;
            seconds = HostClock.Seconds(Stopwatch.GetTimestamp() - begin);
        }
        while (seconds < RoundSeconds);

        return passes * chunk.Count / seconds;
    }
}
