using MathNet.Numerics.Statistics;

namespace StackBench.Core.Statistics;

/// <summary>
/// Order statistics of the slopes between all pairs of points, without making them all: a sample of the pairs offers bounds, how many
/// slopes lie below a bound is the number of <see cref="PairOrder.Inversions">inversions</see> of an order, and only the slopes between two
/// near bounds are made. The sample decides the time alone. Slopes may change places where they differ by less than the rounding of the
/// values divided by the time between the points.
/// </summary>
internal sealed class PairwiseSlopes
{
    private const int SampleSize = 4096;

    /// <summary>Places of the sample between two bounds that are near enough: some 4,000 slopes of a thousand points.</summary>
    private const int Near = 32;

    /// <summary>Slopes between two bounds from which nearer ones are looked for: tens of thousands of points.</summary>
    private const long Many = 1 << 20;

    private readonly PairOrder _order;
    private readonly double[] _sample;
    private (long Below, double[] Slopes) _made = (0, []);

    /// <param name="times">Ascending; pairs of equal times have no slope.</param>
    public PairwiseSlopes(ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        _order = new PairOrder(times, values);
        Count = (long)times.Length * (times.Length - 1) / 2;
        for (int i = 1, equal = 0; i < times.Length; i++) Count -= equal = times[i] == times[i - 1] ? equal + 1 : 0;
        Score = _order.Inversions(0, above: true) - _order.Inversions(0, above: false);
        if (Count <= SampleSize) (_sample, _made) = ([], (0, _order.Between(Bound.Lowest, Bound.Highest(0, Count))));
        else _sample = Sample(times, values);
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
        if (rank < _made.Below || rank >= _made.Below + _made.Slopes.Length)
        {
            var (low, high) = Bounds(rank);
            // A slope that many pairs share.
            if (low.Slope == high.Slope) return low.Slope;
            _made = (low.Below, _order.Between(low, high));
        }

        // MathNet counts ranks from 1.
        return ArrayStatistics.OrderStatisticInplace(_made.Slopes, (int)(rank - _made.Below) + 1);
    }

    private static double[] Sample(ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        var random = new SplitMix64(SplitMix64.SeedOf(values));
        var sample = new double[SampleSize];
        for (var k = 0; k < sample.Length;)
        {
            var (i, j) = (random.Below(times.Length), random.Below(times.Length));
            if (times[i] != times[j]) sample[k++] = (values[j] - values[i]) / (times[j] - times[i]);
        }

        var order = new RadixOrder(SampleSize).Of(sample);
        var sorted = new double[SampleSize];
        for (var k = 0; k < sorted.Length; k++) sorted[k] = sample[order[k]];
        return sorted;
    }

    // Interpolate, then step past the estimate by about two standard errors, so that the next count usually closes the bracket.
    private (Bound Low, Bound High) Bounds(long rank)
    {
        var (low, high) = (Bound.Lowest, Bound.Highest(SampleSize, Count));
        for (var aside = 0.0; high.Place - low.Place > (high.Below - low.Below > Many ? 1 : Near);)
        {
            var share = (rank - low.Below + 0.5) / (high.Below - low.Below);
            var expected = low.Place + (share * (high.Place - low.Place));
            var (under, over) = (expected - low.Place, high.Place - expected);
            if (low.Place >= 0 || high.Place < SampleSize) aside = 1 + (2 * Math.Sqrt(Math.Min(under, over)));
            var place = Math.Clamp((int)(under < over ? expected + aside : expected - aside), low.Place + 1, high.Place - 1);
            var slope = _sample[place];
            var (first, last) = (place, place);
            while (first > 0 && _sample[first - 1] == slope) first--;
            while (last + 1 < SampleSize && _sample[last + 1] == slope) last++;
            var below = _order.Inversions(slope, above: false);
            if (below > rank) high = new Bound(slope, first, below, IsAbove: false);
            else if (first == last) low = new Bound(slope, place, below, IsAbove: false);
            else if (Count - _order.Inversions(slope, above: true) is var reached && reached > rank)
                return (new Bound(slope, first, below, IsAbove: false), new Bound(slope, last, reached, IsAbove: true));
            else low = new Bound(slope, last, reached, IsAbove: true);
        }

        return (low, high);
    }

    /// <summary>A slope that parts all slopes in two.</summary>
    /// <param name="Place">In the sample.</param>
    /// <param name="Below">How many slopes lie on the lower side.</param>
    /// <param name="IsAbove">Slopes equal to it lie on the lower side.</param>
    internal readonly record struct Bound(double Slope, int Place, long Below, bool IsAbove)
    {
        public static readonly Bound Lowest = new(double.NegativeInfinity, -1, 0, IsAbove: false);

        public static Bound Highest(int place, long count) => new(double.PositiveInfinity, place, count, IsAbove: false);
    }
}
