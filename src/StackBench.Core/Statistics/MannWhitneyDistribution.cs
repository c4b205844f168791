using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace StackBench.Core.Statistics;

/// <summary>
/// Distribution of U, the number of pairs in which the candidate is greater, when both samples come from one continuous
/// distribution. Exact up to <see cref="ExactLimit"/> values a side, by the recurrence of Mann and Whitney (1947) on
/// probabilities: p(n,m,u) = n/(n+m) p(n-1,m,u-m) + m/(n+m) p(n,m-1,u), whose terms are all positive, so that nothing cancels.
/// Above that, normal with continuity correction.
/// </summary>
internal sealed class MannWhitneyDistribution
{
    /// <summary>Values a side up to which the distribution is exact.</summary>
    public const int ExactLimit = 60;

    private static readonly ConcurrentDictionary<(int N, int M), MannWhitneyDistribution> Known = new();

    private readonly double[]? _cumulative;

    private MannWhitneyDistribution(int n, int m)
    {
        (N, M) = (n, m);
        if (n <= ExactLimit && m <= ExactLimit) _cumulative = CumulativeSum.Of(Probabilities(n, m));
    }

    public int N { get; }

    public int M { get; }

    public bool IsExact => _cumulative is not null;

    /// <summary>Largest value of U: all pairs.</summary>
    public long Maximum => (long)N * M;

    /// <exception cref="ArgumentOutOfRangeException">A side without values.</exception>
    public static MannWhitneyDistribution Of(int n, int m)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 1);
        return Known.GetOrAdd((n, m), static key => new MannWhitneyDistribution(key.N, key.M));
    }

    /// <summary>P(U &lt;= u); by symmetry also P(U &gt;= <see cref="Maximum"/> - u).</summary>
    public double Cumulative(long u)
    {
        if (u < 0) return 0;
        if (u >= Maximum) return 1;
        if (_cumulative is not null) return _cumulative[u];
        var deviation = Math.Sqrt((double)N * M * (N + M + 1) / 12);
        return Normal.CDF(Maximum / 2.0, deviation, u + 0.5);
    }

    private static double[] Probabilities(int n, int m)
    {
        // row[j] holds the distribution for (i, j); with one empty side U is zero for certain.
        var row = new double[m + 1][];
        for (var j = 0; j <= m; j++) row[j] = [1];
        for (var i = 1; i <= n; i++)
        {
            for (var j = 1; j <= m; j++)
            {
                var (above, left) = (row[j], row[j - 1]);
                var next = new double[(i * j) + 1];
                double upper = (double)i / (i + j), lower = (double)j / (i + j);
                for (var u = 0; u < above.Length; u++) next[u + j] = upper * above[u];
                for (var u = 0; u < left.Length; u++) next[u] += lower * left[u];
                row[j] = next;
            }
        }

        return row[m];
    }
}
