namespace StackBench.Core.Statistics;

/// <summary>
/// The split of a series into two parts that differ most: the largest m n / (m + n) times the energy distance with exponent 1
/// (Matteson and James 2014, E-divisive). All splits in O(n log n), by running sums over ranks.
/// </summary>
internal sealed class EnergyDivergence(int capacity, int leastSegment)
{
    private readonly RadixOrder _order = new(capacity);
    private readonly int[] _ranks = new int[capacity];
    private readonly double[] _distances = new double[capacity];
    private readonly int[] _counts = new int[capacity + 1];
    private readonly double[] _sums = new double[capacity + 1];

    /// <returns>First index of the right part and the statistic; (0, 0) where the series is too short to split.</returns>
    public (int Split, double Statistic) Best(ReadOnlySpan<double> values)
    {
        if (values.Length < 2 * leastSegment) return (0, 0);
        Rank(values);
        return BestOfRanked(values);
    }

    /// <summary>The same of values in another order than that in which they were ranked: they are not sorted anew.</summary>
    /// <param name="values">The value that comes i-th now.</param>
    /// <param name="ranked">What <see cref="Ranked"/> gave.</param>
    /// <param name="places">Where each of them was.</param>
    public (int Split, double Statistic) Best(
        ReadOnlySpan<double> values, (int[] Ranks, double[] Distances) ranked, ReadOnlySpan<int> places)
    {
        for (var i = 0; i < places.Length; i++) (_ranks[i], _distances[i]) = (ranked.Ranks[places[i]], ranked.Distances[places[i]]);
        return BestOfRanked(values);
    }

    /// <summary>Rank of each value, and the sum of its distances to all others.</summary>
    public (int[] Ranks, double[] Distances) Ranked(ReadOnlySpan<double> values)
    {
        Rank(values);
        return (_ranks[..values.Length], _distances[..values.Length]);
    }

    private (int Split, double Statistic) BestOfRanked(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        var all = _distances.AsSpan(0, n);
        double total = 0;
        foreach (var distance in all) total += distance;
        total /= 2;

        Array.Clear(_counts, 0, n + 1);
        Array.Clear(_sums, 0, n + 1);
        double left = 0, right = total, sumBefore = 0;
        var (best, split) = (0.0, 0);
        for (var i = 0; i < n; i++)
        {
            // Distances of value i to all values before it: those of lower rank pull up, the others down.
            var value = values[i];
            var (count, sum) = Below(_ranks[i]);
            var before = (value * count) - sum + (sumBefore - sum - (value * (i - count)));
            left += before;
            right -= _distances[i] - before;
            sumBefore += value;
            Add(_ranks[i], value, n);

            int m = i + 1, k = n - m;
            if (m < leastSegment || k < leastSegment) continue;
            var between = total - left - right;
            var statistic = (2 * between / n) - (2 * left * k / ((double)(m - 1) * n)) - (2 * right * m / ((double)(k - 1) * n));
            if (statistic > best) (best, split) = (statistic, m);
        }

        return (split, best);
    }

    private void Rank(ReadOnlySpan<double> values)
    {
        var order = _order.Of(values);
        double sum = 0, total = 0;
        foreach (var value in values) total += value;
        for (var rank = 0; rank < order.Length; rank++)
        {
            var place = order[rank];
            var value = values[place];
            _ranks[place] = rank;
            _distances[place] = (value * rank) - sum + (total - sum - value - (value * (order.Length - rank - 1)));
            sum += value;
        }
    }

    private (int Count, double Sum) Below(int rank)
    {
        var (count, sum) = (0, 0.0);
        for (var i = rank; i > 0; i &= i - 1)
        {
            count += _counts[i];
            sum += _sums[i];
        }

        return (count, sum);
    }

    private void Add(int rank, double value, int n)
    {
        for (var i = rank + 1; i <= n; i += i & -i)
        {
            _counts[i]++;
            _sums[i] += value;
        }
    }
}
