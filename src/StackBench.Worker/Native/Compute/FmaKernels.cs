using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StackBench.Worker.Native.Simd;

namespace StackBench.Worker.Native.Compute;

/// <summary>
/// <paramref name="rounds"/> rounds of <see cref="FmaKernels.Chains"/> independent fused multiply-adds on registers.
/// Rounds alternate between <c>x = x * m + c</c> and <c>x = x * n + m</c>, from <paramref name="start"/> to <paramref name="result"/>.
/// </summary>
/// <param name="start">One vector per chain, aligned to 64 bytes.</param>
/// <param name="coefficients">The vectors m, n, c.</param>
internal unsafe delegate void FmaKernel<T>(T* start, T* coefficients, T* result, long rounds)
    where T : unmanaged;

internal static unsafe class FmaKernels
{
    /// <summary>
    /// Enough to cover 4 to 5 cycles of latency on two units, few enough that with three coefficients they fit 16 registers.
    /// </summary>
    public const int Chains = 12;

    public static FmaKernel<float> Single(int widthBits) => widthBits switch
    {
        512 => Run<Lanes512, Vector512<float>, float>,
        256 => Run<Lanes256, Vector256<float>, float>,
        _ => Run<Lanes128, Vector128<float>, float>,
    };

    public static FmaKernel<double> Double(int widthBits) => widthBits switch
    {
        512 => Run<Lanes512, Vector512<double>, double>,
        256 => Run<Lanes256, Vector256<double>, double>,
        _ => Run<Lanes128, Vector128<double>, double>,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run<TLanes, TVector, T>(T* start, T* coefficients, T* result, long rounds)
        where TLanes : ILanes<TVector, T>
        where TVector : unmanaged
        where T : unmanaged
    {
        var width = sizeof(TVector) / sizeof(T);
        var (m, n, c) = (TLanes.Load(coefficients), TLanes.Load(coefficients + width), TLanes.Load(coefficients + (2 * width)));
        var x0 = TLanes.Load(start);
        var x1 = TLanes.Load(start + width);
        var x2 = TLanes.Load(start + (2 * width));
        var x3 = TLanes.Load(start + (3 * width));
        var x4 = TLanes.Load(start + (4 * width));
        var x5 = TLanes.Load(start + (5 * width));
        var x6 = TLanes.Load(start + (6 * width));
        var x7 = TLanes.Load(start + (7 * width));
        var x8 = TLanes.Load(start + (8 * width));
        var x9 = TLanes.Load(start + (9 * width));
        var x10 = TLanes.Load(start + (10 * width));
        var x11 = TLanes.Load(start + (11 * width));

        for (var pair = rounds >> 1; pair > 0; pair--)
        {
            x0 = TLanes.MultiplyAdd(x0, m, c);
            x1 = TLanes.MultiplyAdd(x1, m, c);
            x2 = TLanes.MultiplyAdd(x2, m, c);
            x3 = TLanes.MultiplyAdd(x3, m, c);
            x4 = TLanes.MultiplyAdd(x4, m, c);
            x5 = TLanes.MultiplyAdd(x5, m, c);
            x6 = TLanes.MultiplyAdd(x6, m, c);
            x7 = TLanes.MultiplyAdd(x7, m, c);
            x8 = TLanes.MultiplyAdd(x8, m, c);
            x9 = TLanes.MultiplyAdd(x9, m, c);
            x10 = TLanes.MultiplyAdd(x10, m, c);
            x11 = TLanes.MultiplyAdd(x11, m, c);
            x0 = TLanes.MultiplyAdd(x0, n, m);
            x1 = TLanes.MultiplyAdd(x1, n, m);
            x2 = TLanes.MultiplyAdd(x2, n, m);
            x3 = TLanes.MultiplyAdd(x3, n, m);
            x4 = TLanes.MultiplyAdd(x4, n, m);
            x5 = TLanes.MultiplyAdd(x5, n, m);
            x6 = TLanes.MultiplyAdd(x6, n, m);
            x7 = TLanes.MultiplyAdd(x7, n, m);
            x8 = TLanes.MultiplyAdd(x8, n, m);
            x9 = TLanes.MultiplyAdd(x9, n, m);
            x10 = TLanes.MultiplyAdd(x10, n, m);
            x11 = TLanes.MultiplyAdd(x11, n, m);
        }

        if ((rounds & 1) != 0)
        {
            x0 = TLanes.MultiplyAdd(x0, m, c);
            x1 = TLanes.MultiplyAdd(x1, m, c);
            x2 = TLanes.MultiplyAdd(x2, m, c);
            x3 = TLanes.MultiplyAdd(x3, m, c);
            x4 = TLanes.MultiplyAdd(x4, m, c);
            x5 = TLanes.MultiplyAdd(x5, m, c);
            x6 = TLanes.MultiplyAdd(x6, m, c);
            x7 = TLanes.MultiplyAdd(x7, m, c);
            x8 = TLanes.MultiplyAdd(x8, m, c);
            x9 = TLanes.MultiplyAdd(x9, m, c);
            x10 = TLanes.MultiplyAdd(x10, m, c);
            x11 = TLanes.MultiplyAdd(x11, m, c);
        }

        TLanes.Store(x0, result);
        TLanes.Store(x1, result + width);
        TLanes.Store(x2, result + (2 * width));
        TLanes.Store(x3, result + (3 * width));
        TLanes.Store(x4, result + (4 * width));
        TLanes.Store(x5, result + (5 * width));
        TLanes.Store(x6, result + (6 * width));
        TLanes.Store(x7, result + (7 * width));
        TLanes.Store(x8, result + (8 * width));
        TLanes.Store(x9, result + (9 * width));
        TLanes.Store(x10, result + (10 * width));
        TLanes.Store(x11, result + (11 * width));
    }
}
