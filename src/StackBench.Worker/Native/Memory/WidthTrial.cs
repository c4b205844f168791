using System.Diagnostics;
using StackBench.Worker.Native.Simd;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Native.Memory;

/// <summary>Chooses the vector width of a memory kernel by a short trial in the caches; the runtime's own preference is a guess.</summary>
internal static class WidthTrial
{
    private const long Elements = 2048;
    private const int Rounds = 5;
    private const double RoundSeconds = 0.001;

    /// <summary>A narrower width must be this much faster, or noise would choose differently from launch to launch.</summary>
    private const double Margin = 1.1;

    /// <summary>One of <see cref="VectorWidths.Available"/>: the widest, unless a narrower one is clearly faster.</summary>
    public static int Choose(StreamPattern pattern, bool nonTemporal)
    {
        using var arrays = new StreamArrays(pattern, Elements, workers: 1);
        arrays.Fill(0);
        var kernels =
            VectorWidths.Available.Select(width => (Width: width, Kernel: StreamKernels.Find(pattern, nonTemporal, width))).ToArray();
        var fastest = new double[kernels.Length];
        for (var round = 0; round < Rounds; round++)
        {
            for (var k = 0; k < kernels.Length; k++) fastest[k] = Math.Max(fastest[k], PassesPerSecond(kernels[k].Kernel, arrays));
        }

        var chosen = 0;
        for (var k = 1; k < kernels.Length; k++)
        {
            if (fastest[k] > fastest[chosen] * Margin) chosen = k;
        }

        return kernels[chosen].Width;
    }

    private static double PassesPerSecond(StreamKernel kernel, StreamArrays arrays)
    {
        var chunk = arrays.Chunk(0);
        kernel(chunk);
        var passes = 0;
        var begin = Stopwatch.GetTimestamp();
        double seconds;
        do
        {
            kernel(chunk);
            passes++;
            seconds = HostClock.Seconds(Stopwatch.GetTimestamp() - begin);
        }
        while (seconds < RoundSeconds);

        return passes / seconds;
    }
}
