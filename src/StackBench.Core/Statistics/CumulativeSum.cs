namespace StackBench.Core.Statistics;

/// <summary>Cumulative probabilities of a symmetric distribution on 0, 1, ..., N, each as exact as its own size allows.</summary>
internal static class CumulativeSum
{
    public static double[] Of(double[] probabilities)
    {
        var cumulative = new double[probabilities.Length];
        var sum = 0.0;
        for (var i = 0; i < cumulative.Length; i++) cumulative[i] = sum += probabilities[i];
        cumulative[^1] = 1;
        return cumulative;
    }

    /// <summary>How many leading terms have a cumulative probability of at most <paramref name="tail"/>.</summary>
    public static long TermsWithin(Func<long, double> cumulative, long maximum, double tail)
    {
        // A sum that equals the tail but for rounding is within it.
        var limit = tail * (1 + 1e-12);
        long low = 0, high = maximum + 1;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (cumulative(middle) <= limit) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
