using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace StackBench.Core.Statistics;

/// <summary>
/// Distribution of W+, the sum of the ranks of positive differences, when each difference is positive with probability 1/2
/// (Wilcoxon 1945). Exact up to <see cref="ExactLimit"/> pairs: p(n,w) = (p(n-1,w) + p(n-1,w-n)) / 2; above, normal with
/// continuity correction.
/// </summary>
internal sealed class SignedRankDistribution
{
    /// <summary>Pairs up to which the distribution is exact.</summary>
    public const int ExactLimit = 200;

    private static readonly ConcurrentDictionary<int, SignedRankDistribution> Known = new();

    private readonly double[]? _cumulative;

    private SignedRankDistribution(int n)
    {
        N = n;
        if (n <= ExactLimit) _cumulative = CumulativeSum.Of(Probabilities(n));
    }

    /// <summary>Number of pairs.</summary>
    public int N { get; }

    public bool IsExact => _cumulative is not null;

    /// <summary>Largest value of W+: the sum of all ranks.</summary>
    public long Maximum => (long)N * (N + 1) / 2;

    /// <exception cref="ArgumentOutOfRangeException">No pairs.</exception>
    public static SignedRankDistribution Of(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return Known.GetOrAdd(n, static count => new SignedRankDistribution(count));
    }

    /// <summary>P(W+ &lt;= w); by symmetry also P(W+ &gt;= <see cref="Maximum"/> - w).</summary>
    public double Cumulative(long w)
    {
        if (w < 0) return 0;
        if (w >= Maximum) return 1;
        if (_cumulative is not null) return _cumulative[w];
        var deviation = Math.Sqrt((double)N * (N + 1) * ((2.0 * N) + 1) / 24);
        return Normal.CDF(Maximum / 2.0, deviation, w + 0.5);
    }

    private static double[] Probabilities(int n)
    {
        double[] known = [1];
        for (var rank = 1; rank <= n; rank++)
        {
            var next = new double[known.Length + rank];
            for (var w = 0; w < known.Length; w++)
            {
                next[w] += known[w] / 2;
                next[w + rank] += known[w] / 2;
            }

            known = next;
        }

        return known;
    }
}
