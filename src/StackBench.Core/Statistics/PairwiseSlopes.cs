using MathNet.Numerics.Statistics;

namespace StackBench.Core.Statistics;

/// <summary>
/// Order statistics of the slopes between all pairs of points, without keeping or sorting them all: a sample of the pairs brackets the
/// wanted one, and a pass over all pairs counts those below the bracket and collects those within. Exact; the sample decides the time alone.
/// </summary>
internal sealed class PairwiseSlopes
{
    private const int SampleSize = 8192;

    /// <summary>Deviations of a quantile of the sample that the bracket reaches; a miss costs a wider second pass.</summary>
    private const double Reach = 4;

    private readonly double[] _times;
    private readonly double[] _values;
    private readonly double[] _sample;

    /// <param name="times">Ascending; pairs of equal times have no slope.</param>
    public PairwiseSlopes(ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        (_times, _values) = (times.ToArray(), values.ToArray());
        for (var i = 0; i < _times.Length; i++)
        {
            for (var j = i + 1; j < _times.Length; j++)
            {
                if (_times[j] == _times[i]) continue;
                Count++;
                Score += Math.Sign(_values[j] - _values[i]);
            }
        }

        _sample = Sample();
    }

    /// <summary>Slopes there are.</summary>
    public long Count { get; }

    /// <summary>Kendall's S: pairs that rise less pairs that fall.</summary>
    public long Score { get; }

    public double Median => MeanOf((Count - 1) / 2, Count / 2);

    /// <summary>The slope of the given rank, 0-based, smallest first.</summary>
    public double At(long rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, Count);
        return MeanOf(rank, rank);
    }

    private double MeanOf(long first, long last)
    {
        for (var reach = Reach; ; reach *= 4)
        {
            var (low, high) = (Bracket(first, reach).Low, Bracket(last, reach).High);
            var (below, within) = Pass(low, high);
            if (first < below || last >= below + within.Length) continue;
            // MathNet counts ranks from 1.
            var value = ArrayStatistics.OrderStatisticInplace(within, (int)(first - below) + 1);
            return first == last ? value : (value + ArrayStatistics.OrderStatisticInplace(within, (int)(last - below) + 1)) / 2;
        }
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
    private (long Below, double[] Within) Pass(double low, double high)
    {
        var (below, count) = (0L, 0);
        var within = new double[_times.Length];
        for (var i = 0; i < _times.Length; i++)
        {
            if (within.Length - count < _times.Length) Array.Resize(ref within, 2 * within.Length);
            var (time, value) = (_times[i], _values[i]);
            Span<double> times = _times.AsSpan(i + 1), values = _values.AsSpan(i + 1);
            for (var j = 0; j < times.Length; j++)
            {
                if (times[j] == time) continue;
                var slope = (values[j] - value) / (times[j] - time);
                below += slope < low ? 1 : 0;
                within[count] = slope;
                count += slope >= low & slope <= high ? 1 : 0;
            }
        }

        return (below, within[..count]);
    }
}
