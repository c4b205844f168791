using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>
/// How far two unchanged runs of a metric may lie apart: the scatter of its launches, that of its runs, and that of the report's other
/// metrics, with the tails of Student's t with 3 degrees of freedom that real runs have. The constants were chosen on simulated reports
/// whose noise was fitted to 889,000 pairs of real consecutive runs (docs/comparing.md); `selftest statistics` holds the rates.
/// </summary>
/// <param name="Scale">Of a shift, on the scale of logarithms.</param>
/// <param name="Freedom">Degrees of freedom of its t distribution.</param>
/// <param name="Source">The part that counts most.</param>
public sealed record RunNoise(double Scale, double Freedom, NoiseSource Source)
{
    /// <summary>Run-to-run scatter to expect where nothing is known of the machine but the scatter of the report.</summary>
    private const double PriorScatter = 0.012;

    /// <summary>The same where too few other metrics give no scatter.</summary>
    private const double PriorAlone = 0.03;

    /// <summary>What remains of it once runs were repeated.</summary>
    private const double PriorRepeated = 0.005;

    /// <summary>Degrees of freedom, of launches and runs together, from which a metric's own scatter is known well enough.</summary>
    private const int AmpleFreedom = 4;

    /// <param name="others">Scatter of the report's other metrics; null where there are too few.</param>
    /// <param name="isRepeated">Whether the candidate was measured in two runs or more.</param>
    public static RunNoise Of(RunEvidence evidence, double? others, bool isRepeated)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var known = evidence.RunVariance;
        var prior = others is null ? PriorAlone : known is null && !isRepeated ? PriorScatter : PriorRepeated;
        var launches = known is null
            ? evidence.LaunchVariance * ((1 / evidence.BaselineLaunches) + (1 / evidence.CandidateLaunches))
            : evidence.LaunchVariance / Math.Min(evidence.BaselineLaunches, evidence.CandidateLaunches)
            * (1 + (1.0 / evidence.BaselineRuns));
        var runs = known * (1 + (1.0 / evidence.BaselineRuns)) ?? 0;
        var report = others * others ?? 0;
        var own = known is null ? launches : Math.Max(runs, launches);
        var variance = own + report + (prior * prior);
        var source = Math.Max(Math.Max(own, report), prior * prior) switch
        {
            var most when most == own && own > 0 => known is not null && runs >= launches ? NoiseSource.Runs : NoiseSource.Launches,
            var most when most == report => NoiseSource.OtherMetrics,
            _ => NoiseSource.Prior,
        };
        // A scatter from one or two differences may be far too small by chance: wider, and with longer tails.
        var freedom = evidence.LaunchFreedom + evidence.RunFreedom;
        var (widening, tails) = freedom >= AmpleFreedom ? (1.0, 3.0) : (freedom >= 2 ? 1.5 : 2.0, 2.0);
        return new RunNoise(widening * Math.Sqrt(variance), tails, source);
    }

    /// <summary>Chance of a shift at least that large in its direction without a change.</summary>
    public double PValue(double shift) => StudentTail.Probability(Math.Abs(shift) / Scale, Freedom);

    /// <summary>
    /// Half the width of the interval that an unchanged shift leaves with probability <paramref name="alpha"/> on each side.
    /// </summary>
    public double HalfWidth(double alpha) => Scale * StudentTail.Quantile(alpha, Freedom);

    /// <summary>
    /// Largest p-value at which two candidate runs that agree make a verdict, so that any is false in at most 5 % of reports:
    /// without a correction for the number of metrics, since noise seldom hits the same metric twice, but smaller for larger
    /// reports and for fewer baseline runs.
    /// </summary>
    public static double AgreementAlpha(int metrics, int knownRuns) => knownRuns switch
    {
        <= 1 => Math.Min(0.01, 0.1 / metrics),
        2 => Math.Min(0.05, 0.032 * Math.Sqrt(20.0 / metrics)),
        <= 4 => Math.Min(0.05, 0.045 * Math.Sqrt(20.0 / metrics)),
        _ => Math.Min(0.05, 0.05 * Math.Sqrt(40.0 / metrics)),
    };
}
