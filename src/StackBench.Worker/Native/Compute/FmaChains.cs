using System.Numerics;
using System.Runtime.InteropServices;
using StackBench.Worker.Native.Inputs;

namespace StackBench.Worker.Native.Compute;

/// <summary>
/// Inputs and result of one thread's FMA kernel. With n = 1/m and c = -m² two rounds bring every value back to where it began, so values
/// stay normal over any count of rounds, differ from lane to lane and keep all bits of the multipliers busy.
/// </summary>
internal sealed unsafe class FmaChains<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Coefficients = 3;
    private const int ShortRounds = 37;
    private const double Shrink = 0.97;

    private readonly int _lanes;
    private readonly T* _start;
    private readonly T* _coefficients;
    private readonly T* _result;
    private readonly FmaKernel<T> _kernel;

    public FmaChains(FmaKernel<T> kernel, int lanes, ulong seed)
    {
        (_kernel, _lanes) = (kernel, lanes);
        var values = FmaKernels.Chains * lanes;
        _start = (T*)NativeMemory.AlignedAlloc((nuint)(((2 * values) + (Coefficients * lanes)) * sizeof(T)), 64);
        _result = _start + values;
        _coefficients = _result + values;
        var random = new SplitMix64(seed);
        for (var i = 0; i < values; i++) _start[i] = T.CreateChecked(random.Between(2, 3));
        for (var lane = 0; lane < lanes; lane++) _coefficients[lane] = T.CreateChecked(random.Between(1.25, 1.5));
        SetSecondRound(1);
    }

    /// <summary>Relative deviation admitted: some tens of roundings of the type.</summary>
    public static double Tolerance => double.CreateChecked(T.BitDecrement(T.One) is var below ? T.One - below : default) * 256;

    public long Bytes => (((2 * FmaKernels.Chains) + Coefficients) * _lanes) * sizeof(T);

    public void Run(long rounds) => _kernel(_start, _coefficients, _result, rounds);

    /// <summary>
    /// Runs a few rounds with an n that shrinks the values, where each round leaves its mark: a kernel that does fewer or other
    /// rounds than it says is found out. The inputs of <see cref="Run"/> are restored.
    /// </summary>
    /// <returns>Largest relative deviation from the same recurrence in scalar fp64.</returns>
    public double DeviationOfShortRun()
    {
        SetSecondRound(Shrink);
        Run(ShortRounds);
        var worst = Deviation(ShortRounds);
        SetSecondRound(1);
        return worst;
    }

    /// <summary>Largest relative deviation of the last result from what <paramref name="rounds"/> rounds must give.</summary>
    public double DeviationAfter(long rounds) => Deviation(2 + (rounds & 1));

    public void Dispose() => NativeMemory.AlignedFree(_start);

    private void SetSecondRound(double shrink)
    {
        for (var lane = 0; lane < _lanes; lane++)
        {
            var m = double.CreateChecked(_coefficients[lane]);
            _coefficients[_lanes + lane] = T.CreateChecked(shrink / m);
            _coefficients[(2 * _lanes) + lane] = T.CreateChecked(-m * m);
        }
    }

    private double Deviation(long rounds)
    {
        var worst = 0.0;
        for (var i = 0; i < FmaKernels.Chains * _lanes; i++)
        {
            var expected = Reference(i, rounds);
            var result = double.CreateChecked(_result[i]);
            worst = Math.Max(worst, double.IsFinite(result) ? Math.Abs(result - expected) / Math.Abs(expected) : double.PositiveInfinity);
        }

        return worst;
    }

    private double Reference(int index, long rounds)
    {
        var lane = index % _lanes;
        var m = double.CreateChecked(_coefficients[lane]);
        var n = double.CreateChecked(_coefficients[_lanes + lane]);
        var c = double.CreateChecked(_coefficients[(2 * _lanes) + lane]);
        var x = double.CreateChecked(_start[index]);
        for (long round = 0; round < rounds; round++) x = (round & 1) == 0 ? (x * m) + c : (x * n) + m;
        return x;
    }
}
