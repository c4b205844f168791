using System.Collections.Immutable;

namespace StackBench.Core.Statistics;

/// <summary>
/// Change points of a series: recursive E-divisive (Matteson and James 2014), each split held against series without change, made by
/// permuting the centred values and giving them the correlation of neighbours that the series has (AR(1)). The random numbers follow
/// from the series, so that the same series always gives the same points. A series in which
/// nothing changed gives a point with a probability near <see cref="Significance"/>; with strong correlation of neighbours up to 5 %.
/// </summary>
internal static class ChangePointSearch
{
    /// <summary>Values a segment has at least.</summary>
    public const int LeastSegment = 3;

    /// <summary>Largest p-value of a split that counts.</summary>
    public const double Significance = 0.01;

    private const int Permutations = 399;

    /// <summary>
    /// A split that none of so many series without change reaches counts at once. Of splits without change 0.03 % more pass than without
    /// this shortcut: those that none of the first 199 reaches but four or more of the other 200, the sum of 2^-j / 400 over j >= 4.
    /// </summary>
    private const int ClearPermutations = 199;

    /// <summary>Values from which the ranks of a trial are worth keeping.</summary>
    private const int Many = 64;

    /// <param name="values">In order of time; for ratios the logarithms.</param>
    /// <returns>Index of the first value after each change, ascending.</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static ImmutableArray<int> Find(ReadOnlySpan<double> values)
    {
        SeriesChecks.Finite(values, nameof(values), least: 0);
        if (values.Length < 2 * LeastSegment) return [];
        var search = new Search(values, SerialCorrelation.Of(values), new SplitMix64(SplitMix64.SeedOf(values)));
        search.Split(0, values.Length);
        return [.. search.Points.Order()];
    }

    private sealed class Search(ReadOnlySpan<double> values, double phi, SplitMix64 random)
    {
        private readonly double[] _values = values.ToArray();
        private readonly EnergyDivergence _divergence = new(values.Length, LeastSegment);

        public List<int> Points { get; } = [];

        public void Split(int begin, int end)
        {
            var node = _values.AsSpan(begin, end - begin);
            var (split, statistic) = _divergence.Best(node);
            if (statistic <= 0 || !IsSignificant(node, statistic)) return;
            Points.Add(begin + split);
            Split(begin, begin + split);
            Split(begin + split, end);
        }

        private bool IsSignificant(ReadOnlySpan<double> node, double statistic)
        {
            // p = (k + 1) / (B + 1) counts the series itself; once it is too large, no further series lowers it.
            const int most = (int)((Permutations + 1) * Significance);
            var mean = 0.0;
            foreach (var value in node) mean += value / node.Length;
            var pool = new double[node.Length];
            for (var i = 0; i < pool.Length; i++) pool[i] = node[i] - mean;
            var next = phi == 0 && node.Length >= Many ? Shuffled(pool) : Coloured(pool);
            var exceeding = 1;
            for (var i = 0; i < Permutations && exceeding <= most; i++)
            {
                if (next() >= statistic) exceeding++;
                if (exceeding == 1 && i + 1 == ClearPermutations) return true;
            }

            return exceeding <= most;
        }

        private Func<double> Coloured(double[] pool)
        {
            var trial = new double[pool.Length];
            return () =>
            {
                random.Shuffle<double>(pool);
                Colour(pool, trial);
                return _divergence.Best(trial).Statistic;
            };
        }

        // Without correlation a trial has the values of the series: they are ranked once.
        private Func<double> Shuffled(double[] pool)
        {
            var ranked = _divergence.Ranked(pool);
            var trial = new double[pool.Length];
            int[] places = [.. Enumerable.Range(0, pool.Length)];
            return () =>
            {
                random.Shuffle<int>(places);
                for (var i = 0; i < trial.Length; i++) trial[i] = pool[places[i]];
                return _divergence.Best(trial, ranked, places).Statistic;
            };
        }

        // Keeps the variance: y(t) = phi y(t-1) + sqrt(1 - phi^2) e(t).
        private void Colour(double[] white, double[] coloured)
        {
            var fresh = Math.Sqrt(1 - (phi * phi));
            coloured[0] = white[0];
            for (var i = 1; i < white.Length; i++) coloured[i] = (phi * coloured[i - 1]) + (fresh * white[i]);
        }
    }
}
