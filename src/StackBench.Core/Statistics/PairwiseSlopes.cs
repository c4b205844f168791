using System.Runtime.Intrinsics;
using MathNet.Numerics.Statistics;

namespace StackBench.Core.Statistics;

/// <summary>
/// Order statistics of the slopes between all pairs of points, without keeping or sorting them all: a sample of the pairs brackets the
/// wanted ones, and a pass over all pairs counts those below the bracket and collects those within. Exact; the
/// sample decides the time alone.
/// </summary>
internal sealed class PairwiseSlopes
{
    private const int SampleSize = 4096;

    /// <summary>Deviations of a quantile of the sample that a bracket reaches beyond it; a miss costs a further pass.</summary>
    private const double Reach = 4;

    /// <summary>
    /// Times 1/sqrt(n), the share of the ranks on each side of the median that the first pass keeps. Sen's 95 % interval reaches 0.65 where
    /// neighbours are not correlated; most intervals of a slope end within.
    /// </summary>
    private const double Kept = 0.9;

    private readonly int _count;
    private readonly double[] _times;
    private readonly double[] _values;
    private readonly double[] _sample;
    private readonly (long Below, double[] Within) _middle;

    /// <param name="times">Ascending; pairs of equal times have no slope.</param>
    public PairwiseSlopes(ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        _count = times.Length;
        (_times, _values) = ([.. times, double.NaN], [.. values, double.NaN]);
        Count = (long)_count * (_count - 1) / 2;
        foreach (var (_, equal) in _times.CountBy(time => time)) Count -= (long)equal * (equal - 1) / 2;
        _sample = Sample();
        var kept = (long)(Kept / Math.Sqrt(_count) * Count);
        _middle = Pass(Bracket(Math.Max(0, (Count / 2) - kept), Reach).Low, Bracket(Math.Min(Count - 1, (Count / 2) + kept), Reach).High,
            out var score);
        Score = score;
    }

    /// <summary>Slopes there are.</summary>
    public long Count { get; }

    /// <summary>Kendall's S: pairs that rise less pairs that fall.</summary>
    public long Score { get; }

    public double Median => Count % 2 == 1 ? At(Count / 2) : (At((Count / 2) - 1) + At(Count / 2)) / 2;

    /// <summary>The slope of the given rank, 0-based, smallest first.</summary>
    public double At(long rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, Count);
        var (below, within) = _middle;
        for (var reach = Reach; rank < below || rank >= below + within.Length; reach *= 4)
        {
            var (low, high) = Bracket(rank, reach);
            (below, within) = Pass(low, high, out _);
        }

        // MathNet counts ranks from 1.
        return ArrayStatistics.OrderStatisticInplace(within, (int)(rank - below) + 1);
    }

    private double[] Sample()
    {
        if (Count <= SampleSize) return [];
        var random = new SplitMix64(SplitMix64.SeedOf(_values.AsSpan(0, _count)));
        var sample = new double[SampleSize];
        for (var k = 0; k < sample.Length;)
        {
            var (i, j) = (random.Below(_count), random.Below(_count));
            if (_times[i] != _times[j]) sample[k++] = (_values[j] - _values[i]) / (_times[j] - _times[i]);
        }

        var order = new RadixOrder(SampleSize).Of(sample);
        var sorted = new double[SampleSize];
        for (var k = 0; k < sorted.Length; k++) sorted[k] = sample[order[k]];
        return sorted;
    }

    private (double Low, double High) Bracket(long rank, double reach)
    {
        if (_sample.Length == 0) return (double.NegativeInfinity, double.PositiveInfinity);
        var share = (rank + 0.5) / Count;
        var margin = Math.Max(2, reach * Math.Sqrt(share * (1 - share) * _sample.Length));
        var (low, high) = ((int)Math.Floor((share * _sample.Length) - margin), (int)Math.Ceiling((share * _sample.Length) + margin));
        return (low < 0 ? double.NegativeInfinity : _sample[low], high >= _sample.Length ? double.PositiveInfinity : _sample[high]);
    }

    // Half of the slopes lie below: a branch for each would be guessed wrongly every other time. Two at once, for the divisions take the
    // time; beyond the end lie values that are no numbers, which no comparison counts.
    private (long Below, double[] Within) Pass(double low, double high, out long score)
    {
        Vector128<double> lowest = Vector128.Create(low), highest = Vector128.Create(high), level = Vector128<double>.Zero;
        Vector128<long> below = Vector128<long>.Zero, rising = Vector128<long>.Zero;
        var (later, count) = (0, 0);
        var within = new double[2 * _count];
        for (var i = 0; i < _count; i++)
        {
            if (within.Length - count <= _count) Array.Resize(ref within, 2 * within.Length);
            while (later < _count && _times[later] == _times[i]) later++;
            Vector128<double> time = Vector128.Create(_times[i]), value = Vector128.Create(_values[i]);
            for (var j = later; j < _count; j += 2)
            {
                var rise = Vector128.Create(_values, j) - value;
                var slope = rise / (Vector128.Create(_times, j) - time);
                // A comparison that holds is -1.
                rising += Vector128.LessThan(rise, level).AsInt64() - Vector128.GreaterThan(rise, level).AsInt64();
                below -= Vector128.LessThan(slope, lowest).AsInt64();
                var inside = (Vector128.GreaterThanOrEqual(slope, lowest) & Vector128.LessThanOrEqual(slope, highest))
                    .ExtractMostSignificantBits();
                within[count] = slope[0];
                count += (int)(inside & 1);
                within[count] = slope[1];
                count += (int)(inside >> 1);
            }
        }

        score = Vector128.Sum(rising);
        return (Vector128.Sum(below), within[..count]);
    }
}
