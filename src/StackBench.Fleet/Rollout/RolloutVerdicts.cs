using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Fleet.Nights;

namespace StackBench.Fleet.Rollout;

/// <summary>Verdicts of all workloads together: Holm's correction gives them one error rate.</summary>
internal static class RolloutVerdicts
{
    public const string Racks = "the nodes may differ by their racks, too";
    public const string WholeFleet = "all nodes changed between the same nights, so the whole fleet may have";

    public static ImmutableArray<WorkloadChange> Of(
        IReadOnlyList<(LoggedSeries Series, RolloutSample Sample)> all, RolloutDesign design, RolloutOptions options)
    {
        var tests = all.Count(one => HasNodes(one.Sample, options));
        // All intervals hold together, so whatever lies beyond the gap by one of them keeps the error rate of the family.
        var shifts = all.Select(one => one.Sample.Strata.IsEmpty
            ? null
            : StratifiedShift.Of(one.Sample.Strata, options.FamilyAlpha / Math.Max(1, tests))).ToArray();
        // Two-sided, and the least that a test of so many nodes can reach.
        bool CanDecide(int at) => HasNodes(all[at].Sample, options) && shifts[at]!.SmallestPValue * tests <= options.FamilyAlpha;
        var adjusted = Holm.Adjust(
            [.. all.Index().Where(one => HasNodes(one.Item.Sample, options)).Select(one => shifts[one.Index]!.PValue)]);
        var next = 0;
        return
        [
            .. all.Select((one, at) =>
            {
                var sample = one.Sample;
                var isTested = HasNodes(sample, options);
                var shift = shifts[at]?.Shift ?? HodgesLehmann.Center(sample.Alone);
                var gap = options.GapOf(one.Series.Key.Metric);
                var holm = isTested ? adjusted[next++] : (double?)null;
                var (verdict, reason) = shifts[at] is not { } test ? (Verdict.Inconclusive, WholeFleet)
                    : !CanDecide(at) ? (Verdict.TooFew, null)
                    : design == RolloutDesign.SideBySide ? SideBySide(test, holm!.Value, gap, options.FamilyAlpha)
                    : Decided(test, holm!.Value, gap, options.FamilyAlpha, tests);
                return new WorkloadChange(
                    one.Series.Key, one.Series.Unit, shifts[at] is null ? sample.Alone.Length : sample.Judged, sample.Others,
                    Share(shift), shifts[at]?.Interval is { } interval
                        ? new Interval(Share(interval.Low), Share(interval.High), interval.Level)
                        : null,
                    shifts[at]?.PValue, holm, gap, verdict,
                    verdict == Verdict.TooFew || shifts[at] is null ? NeededFor(all.Count, options) : null, reason);
            }).OrderBy(change => change.Change),
        ];
    }

    /// <summary>Nodes a side that the exact test needs for a verdict on so many workloads.</summary>
    public static int NeededFor(int tests, RolloutOptions options) =>
        Math.Max(options.LeastNodes, RatioEstimate.LeastUnpaired(options.FamilyAlpha / tests));

    private static bool HasNodes(RolloutSample sample, RolloutOptions options) =>
        !sample.Strata.IsEmpty && sample.Judged >= options.LeastNodes && sample.Others >= options.LeastNodes;

    private static (Verdict, string?) Decided(StratifiedShift test, double adjusted, double gap, double alpha, int tests)
    {
        var limit = Math.Log(1 + gap);
        if (test.Interval is { } interval)
        {
            if (interval.High < -limit) return (Verdict.Regression, null);
            if (interval.Low > limit) return (Verdict.Improvement, null);
            if (interval.Low >= -limit && interval.High <= limit)
                return (adjusted <= alpha ? Verdict.SmallChange : Verdict.NoChange, null);
        }

        if (test.Shift >= -limit || test.PValue > alpha)
            return (Verdict.Inconclusive, $"a change of {NumberText.Share(gap)} is neither shown nor excluded");
        return (Verdict.Suspected, adjusted <= alpha
            ? $"less than the {NumberText.Share(gap)} that matters is not excluded"
            : string.Create(CultureInfo.InvariantCulture, $"not enough among {tests} workloads tested together"));
    }

    private static (Verdict, string?) SideBySide(StratifiedShift test, double adjusted, double gap, double alpha) =>
        adjusted <= alpha && test.Shift < -Math.Log(1 + gap) ? (Verdict.Suspected, Racks) : (Verdict.Inconclusive, Racks);

    private static double Share(double logarithm) => Math.Exp(logarithm) - 1;
}
