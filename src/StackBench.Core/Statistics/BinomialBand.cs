using MathNet.Numerics.Distributions;

namespace StackBench.Core.Statistics;

/// <summary>Exact band of a count of events: outside with a probability of at most the misrate.</summary>
/// <param name="Low">Least count within.</param>
/// <param name="High">Greatest count within.</param>
public readonly record struct BinomialBand(int Low, int High)
{
    /// <param name="trials">Independent trials.</param>
    /// <param name="rate">Probability of the event in each.</param>
    /// <param name="misrate">Half of it on either side at most.</param>
    public static BinomialBand Of(int trials, double rate, double misrate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        if (!(rate >= 0 && rate <= 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "must lie between 0 and 1");
        SeriesChecks.Probability(misrate, nameof(misrate));
        var low = 0;
        while (Binomial.CDF(rate, trials, low) <= misrate / 2) low++;
        var high = low;
        while (1 - Binomial.CDF(rate, trials, high) > misrate / 2) high++;
        return new BinomialBand(low, high);
    }

    public bool Contains(int count) => count >= Low && count <= High;
}
