using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Text;
using StackBench.Core.Units;

namespace StackBench.Core.Validation;

/// <summary>
/// Stored baselines on a machine that differs from run to run: a regression is false at most at its rate, from however few runs.
/// </summary>
internal static class StoredSimulation
{
    private const int Trials = 3_000;
    private const int Launches = 5;
    private const double LaunchVariation = 0.005;
    private const double Alpha = 0.01;

    private static readonly (double Session, int Runs, double Change, Verdict Verdict, Promise Promise, double Rate)[] Cases =
    [
        (0.01, 1, 0, Verdict.Regression, Promise.AtMost, 0),
        (0.01, 3, 0, Verdict.Suspected, Promise.AtMost, Alpha),
        (0.01, 5, 0, Verdict.Regression, Promise.AtMost, Alpha),
        (0.02, 5, 0, Verdict.Regression, Promise.AtMost, Alpha),
        (0.02, 10, 0, Verdict.Regression, Promise.AtMost, Alpha),
        (0.01, 5, 0.10, Verdict.Regression, Promise.AtLeast, 0.97),
        (0.01, 10, 0.05, Verdict.Regression, Promise.AtLeast, 0.85),
    ];

    public static IEnumerable<StatisticsCheck> Run()
    {
        var random = new SplitMix64(44);
        foreach (var (session, runs, change, verdict, promise, rate) in Cases)
        {
            var count = Enumerable.Range(0, Trials).Count(_ => Judge(session, runs, change, random) == verdict);
            var name =
                $"runs vary by {NumberText.Share(session)}, {runs} of them stored, change "
                    + $"+{NumberText.Share(change)}: {EnumText.Of(verdict)}";
            yield return new StatisticsCheck("stored baselines at a threshold of 3 %", name, promise, rate, count, Trials);
        }
    }

    private static Verdict Judge(double session, int runs, double change, SplitMix64 random)
    {
        double[] Draw(double factor)
        {
            var state = factor * Math.Exp(session * random.NextNormal());
            return [.. SimulatedNoise.Normal.Draw(Launches, random, LaunchVariation).Select(value => value * state)];
        }

        var basis = new MetricComparison
        {
            Key = new ResultKey("simulated", "simulated", "cpu"),
            Metric = MetricDefinitions.Latency.Name,
            Unit = Unit.Second,
            Better = Better.Lower,
            Verdict = Verdict.TooFew,
            Alpha = Alpha,
            Threshold = 0.03,
        };
        double[][] history = [.. Enumerable.Range(0, runs).Select(_ => Draw(1))];
        return StoredEvidence.Judge(basis, history, Draw(1 + change)).Verdict;
    }
}
