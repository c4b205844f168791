namespace StackBench.Core.Statistics;

/// <summary>
/// Distribution-free interval for a median from order statistics: [x(k), x(n+1-k)] covers the median of any continuous
/// distribution with probability 1 - 2 P(B &lt;= k-1), B ~ Binomial(n, 1/2) (David and Nagaraja, Order Statistics, 7.1).
/// </summary>
public static class MedianInterval
{
    /// <summary>
    /// The narrowest such interval of at least <paramref name="level"/>; where <paramref name="values"/> are too few for the
    /// level, their range, whose smaller true level the result states. Null below two values.
    /// </summary>
    public static Interval? Of(ReadOnlySpan<double> values, double level)
    {
        var n = values.Length;
        if (n < 2) return null;
        var sorted = values.ToArray();
        Array.Sort(sorted);

        var term = Math.Pow(0.5, n);
        var tail = term;
        var rank = 1;
        while (true)
        {
            term *= (double)(n - rank + 1) / rank;
            var wider = tail + term;
            if (rank + 1 > n / 2 || 1 - (2 * wider) < level) break;
            tail = wider;
            rank++;
        }

        return new Interval(sorted[rank - 1], sorted[n - rank], 1 - (2 * tail));
    }
}
