namespace StackBench.Core.Statistics;

/// <summary>
/// Order statistics of the slopes between all pairs of points, without keeping or sorting them all: a sample of the pairs brackets the
/// wanted one, and a pass over all pairs counts those below the bracket and collects those within. Exact; the sample decides the time alone.
/// </summary>
internal sealed class PairwiseSlopes
{
    private const int SampleSize = 4096;

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

    public double Median => Count % 2 == 1 ? At(Count / 2) : (At((Count / 2) - 1) + At(Count / 2)) / 2;

    /// <summary>The slope of the given rank, 0-based, smallest first.</summary>
    public double At(long rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, Count);
        for (var reach = Reach; ; reach *= 4)
        {
            var (low, high) = Bracket(rank, reach);
            var (below, within) = Pass(low, high);
            if (rank < below || rank >= below + within.Count) continue;
            within.Sort();
            return within[(int)(rank - below)];
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

    private (long Below, List<double> Within) Pass(double low, double high)
    {
        var below = 0L;
        var within = new List<double>();
        for (var i = 0; i < _times.Length; i++)
        {
            for (var j = i + 1; j < _times.Length; j++)
            {
                if (_times[j] == _times[i]) continue;
                var slope = (_values[j] - _values[i]) / (_times[j] - _times[i]);
                if (slope < low) below++;
                else if (slope <= high) within.Add(slope);
            }
        }

        return (below, within);
    }
}
