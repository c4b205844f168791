using MathNet.Numerics.Statistics;

namespace StackBench.Core.Statistics;

/// <summary>
/// Order statistics of the slopes between all pairs of points, without keeping or sorting them all: a sample of the pairs brackets the
/// wanted ones, and a pass over all pairs counts those below the bracket and collects those within. Exact; the sample decides the time alone.
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

    private readonly double[] _times;
    private readonly double[] _values;
    private readonly double[] _sample;
    private readonly (long Below, double[] Within) _middle;

    /// <param name="times">Ascending; pairs of equal times have no slope.</param>
    public PairwiseSlopes(ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        (_times, _values) = (times.ToArray(), values.ToArray());
        Count = (long)_times.Length * (_times.Length - 1) / 2;
        foreach (var (_, equal) in _times.CountBy(time => time)) Count -= (long)equal * (equal - 1) / 2;
        _sample = Sample();
        var kept = (long)(Kept / Math.Sqrt(_times.Length) * Count);
        _middle = Pass(Bracket(Math.Max(0, (Count / 2) - kept), Reach).Low, Bracket(Math.Min(Count - 1, (Count / 2) + kept), Reach).High, out var score);
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
        var random = new SplitMix64(SplitMix64.SeedOf(_values));
        var sample = new double[SampleSize];
        for (var k = 0; k < sample.Length;)
        {
            var (i, j) = (random.Below(_times.Length), random.Below(_times.Length));
            if (_times[i] != _times[j]) sample[k++] = (_values[j] - _values[i]) / (_times[j] - _times[i]);
        }

        Array.Sort(sample);
        return sample;
    }

    private (double Low, double High) Bracket(long rank, double reach)
    {
        if (_sample.Length == 0) return (double.NegativeInfinity, double.PositiveInfinity);
        var share = (rank + 0.5) / Count;
        var margin = Math.Max(2, reach * Math.Sqrt(share * (1 - share) * _sample.Length));
        var (low, high) = ((int)Math.Floor((share * _sample.Length) - margin), (int)Math.Ceiling((share * _sample.Length) + margin));
        return (low < 0 ? double.NegativeInfinity : _sample[low], high >= _sample.Length ? double.PositiveInfinity : _sample[high]);
    }

    // Half of the slopes lie below: a branch for each would be guessed wrongly every other time.
    private (long Below, double[] Within) Pass(double low, double high, out long score)
    {
        var (below, count, rising) = (0L, 0, 0L);
        var within = new double[2 * _times.Length];
        for (var i = 0; i < _times.Length; i++)
        {
            if (within.Length - count < _times.Length) Array.Resize(ref within, 2 * within.Length);
            var (time, value) = (_times[i], _values[i]);
            Span<double> times = _times.AsSpan(i + 1), values = _values.AsSpan(i + 1);
            for (var j = 0; j < times.Length; j++)
            {
                if (times[j] == time) continue;
                var rise = values[j] - value;
                var slope = rise / (times[j] - time);
                rising += (rise > 0 ? 1 : 0) - (rise < 0 ? 1 : 0);
                below += slope < low ? 1 : 0;
                within[count] = slope;
                count += slope >= low & slope <= high ? 1 : 0;
            }
        }

        score = rising;
        return (below, within[..count]);
    }
}
