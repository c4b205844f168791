using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using StackBench.Worker.Native.Simd;

namespace StackBench.Worker.Native.Memory;

/// <summary>One pass over a chunk; the result is the sum for <see cref="StreamPattern.Read"/> and meaningless otherwise.</summary>
internal delegate double StreamKernel(in StreamChunk chunk);

/// <summary>The memory kernels. Pointers must be aligned to 64 bytes; any count of elements will do.</summary>
internal static unsafe class StreamKernels
{
    public const double Scalar = 3;

    /// <summary>The kernel for a pattern, a kind of store and one of <see cref="VectorWidths.Available"/>.</summary>
    public static StreamKernel Find(StreamPattern pattern, bool nonTemporal, int widthBits) => widthBits switch
    {
        512 => Find<Lanes512, Vector512<double>>(pattern, nonTemporal),
        256 => Find<Lanes256, Vector256<double>>(pattern, nonTemporal),
        _ => Find<Lanes128, Vector128<double>>(pattern, nonTemporal),
    };

    private static StreamKernel Find<TLanes, TVector>(StreamPattern pattern, bool nonTemporal)
        where TLanes : IStreamLanes<TVector>
        where TVector : unmanaged => (pattern, nonTemporal) switch
        {
            (StreamPattern.Read, _) => Read<TLanes, TVector>,
            (StreamPattern.Copy, false) => Copy<TLanes, TVector, PlainStore>,
            (StreamPattern.Copy, true) => Copy<TLanes, TVector, NonTemporalStore>,
            (_, false) => Triad<TLanes, TVector, PlainStore>,
            (_, true) => Triad<TLanes, TVector, NonTemporalStore>,
        };

    // Eight sums hide the latency of the addition.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Read<TLanes, TVector>(in StreamChunk chunk)
        where TLanes : IStreamLanes<TVector>
        where TVector : unmanaged
    {
        var from = chunk.First;
        var (count, width) = (chunk.Count, sizeof(TVector) / sizeof(double));
        TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nint i = 0;
        for (; i <= count - (8 * width); i += 8 * width)
        {
            s0 = TLanes.Add(s0, TLanes.Load(from + i));
            s1 = TLanes.Add(s1, TLanes.Load(from + i + width));
            s2 = TLanes.Add(s2, TLanes.Load(from + i + (2 * width)));
            s3 = TLanes.Add(s3, TLanes.Load(from + i + (3 * width)));
            s4 = TLanes.Add(s4, TLanes.Load(from + i + (4 * width)));
            s5 = TLanes.Add(s5, TLanes.Load(from + i + (5 * width)));
            s6 = TLanes.Add(s6, TLanes.Load(from + i + (6 * width)));
            s7 = TLanes.Add(s7, TLanes.Load(from + i + (7 * width)));
        }

        var low = TLanes.Add(TLanes.Add(s0, s1), TLanes.Add(s2, s3));
        var high = TLanes.Add(TLanes.Add(s4, s5), TLanes.Add(s6, s7));
        var sum = TLanes.Sum(TLanes.Add(low, high));
        for (; i < count; i++) sum += from[i];
        return sum;
    }

    // Line by line: loads in one group and stores in another were 10 % slower on Zen 5.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Copy<TLanes, TVector, TStore>(in StreamChunk chunk)
        where TLanes : IStreamLanes<TVector>
        where TVector : unmanaged
    {
        var from = chunk.First;
        var to = chunk.Target;
        var (count, width) = (chunk.Count, sizeof(TVector) / sizeof(double));
        nint i = 0;
        for (; i <= count - (4 * width); i += 4 * width)
        {
            Store<TLanes, TVector, TStore>(TLanes.Load(from + i), to + i);
            Store<TLanes, TVector, TStore>(TLanes.Load(from + i + width), to + i + width);
            Store<TLanes, TVector, TStore>(TLanes.Load(from + i + (2 * width)), to + i + (2 * width));
            Store<TLanes, TVector, TStore>(TLanes.Load(from + i + (3 * width)), to + i + (3 * width));
        }

        for (; i < count; i++) to[i] = from[i];
        Fence<TStore>();
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Triad<TLanes, TVector, TStore>(in StreamChunk chunk)
        where TLanes : IStreamLanes<TVector>
        where TVector : unmanaged
    {
        var first = chunk.First;
        var second = chunk.Second;
        var to = chunk.Target;
        var (count, width) = (chunk.Count, sizeof(TVector) / sizeof(double));
        var scalar = TLanes.Broadcast(Scalar);
        nint i = 0;
        for (; i <= count - (4 * width); i += 4 * width)
        {
            Store<TLanes, TVector, TStore>(TLanes.MultiplyAdd(TLanes.Load(second + i), scalar, TLanes.Load(first + i)), to + i);
            Store<TLanes, TVector, TStore>(
                TLanes.MultiplyAdd(TLanes.Load(second + i + width), scalar, TLanes.Load(first + i + width)), to + i + width);
            Store<TLanes, TVector, TStore>(
                TLanes.MultiplyAdd(TLanes.Load(second + i + (2 * width)), scalar, TLanes.Load(first + i + (2 * width))),
                to + i + (2 * width));
            Store<TLanes, TVector, TStore>(
                TLanes.MultiplyAdd(TLanes.Load(second + i + (3 * width)), scalar, TLanes.Load(first + i + (3 * width))),
                to + i + (3 * width));
        }

        for (; i < count; i++) to[i] = first[i] + (Scalar * second[i]);
        Fence<TStore>();
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes, TVector, TStore>(TVector vector, double* address)
        where TLanes : IStreamLanes<TVector>
        where TVector : unmanaged
    {
        if (typeof(TStore) == typeof(NonTemporalStore)) TLanes.StoreNonTemporal(vector, address);
        else TLanes.Store(vector, address);
    }

    // Non-temporal stores are done only when a fence says so.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fence<TStore>()
    {
        if (typeof(TStore) == typeof(NonTemporalStore) && Sse.IsSupported) Sse.StoreFence();
    }

    private readonly struct PlainStore;

    private readonly struct NonTemporalStore;
}
