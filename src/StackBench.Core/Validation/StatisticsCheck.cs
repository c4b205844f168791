using StackBench.Core.Statistics;

namespace StackBench.Core.Validation;

/// <summary>One promise about error rates or power, held against a simulation.</summary>
/// <param name="Group"><c>false alarms without change</c>.</param>
/// <param name="Case"><c>bimodal, 8 against 8 launches</c>.</param>
/// <param name="Rate">Promised probability.</param>
/// <param name="Count">Simulations in which it happened.</param>
public sealed record StatisticsCheck(string Group, string Case, Promise Promise, double Rate, int Count, int Trials)
{
    /// <summary>Probability that a promise that is kept seems broken.</summary>
    public const double Misrate = 0.001;

    /// <summary>Exact binomial band of the count for the promised rate.</summary>
    public BinomialBand Band { get; } = BinomialBand.Of(Trials, Rate, Promise == Promise.Exactly ? Misrate : 2 * Misrate);

    public bool IsKept => Promise switch
    {
        Promise.Exactly => Band.Contains(Count),
        Promise.AtMost => Count <= Band.High,
        Promise.AtLeast => Count >= Band.Low,
        _ => throw new InvalidOperationException($"unknown promise {Promise}"),
    };
}
