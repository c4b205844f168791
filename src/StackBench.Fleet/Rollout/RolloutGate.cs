using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Units;

namespace StackBench.Fleet.Rollout;

/// <summary>Whether a roll-out passes, as a comparison of runs does.</summary>
public static class RolloutGate
{
    public static Gate Of(RolloutComparison comparison, FailOn failOn)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (failOn is FailsOnSlower slower) return Slower(comparison, slower.Share);
        var regressions = Count(comparison, Verdict.Regression);
        var suspected = Count(comparison, Verdict.Suspected);
        var found = string.Create(CultureInfo.InvariantCulture, $"{regressions} slower, {suspected} suspected");
        if (regressions > 0 || (suspected > 0 && failOn is FailsOnSuspicion)) return new Gate(GateState.Failed, found);
        var tested = Tested(comparison);
        if (tested == 0 || comparison.Design != RolloutDesign.ChangeAgainstChange)
            return new Gate(
                GateState.NotDecided, $"{found}; " + (tested == 0 ? "no workload could be tested" : RolloutVerdicts.Racks));
        return new Gate(GateState.Passed, string.Create(
            CultureInfo.InvariantCulture, $"{found}; {tested} of {comparison.Workloads.Length} workloads tested"));
    }

    private static Gate Slower(RolloutComparison comparison, double share)
    {
        var limit = NumberText.Share(share);
        if (comparison.Design != RolloutDesign.ChangeAgainstChange)
            return new Gate(GateState.NotDecided, "no node is known before and after, beside others that did not change");
        var slower = comparison.Workloads.Count(one =>
            IsTested(one) && one.Interval?.High < -share && one.AdjustedPValue <= comparison.Alpha);
        if (slower > 0)
            return new Gate(
                GateState.Failed, string.Create(CultureInfo.InvariantCulture, $"{slower} workloads are more than {limit} slower"));
        var open = comparison.Workloads.Count(one => !(IsTested(one) && one.Interval?.Low >= -share));
        return open == 0
            ? new Gate(GateState.Passed, $"all workloads are shown to be at most {limit} slower")
            : new Gate(GateState.NotDecided, string.Create(
                CultureInfo.InvariantCulture,
                $"{open} of {comparison.Workloads.Length} workloads are not shown to be at most {limit} slower"));
    }

    private static int Tested(RolloutComparison comparison) => comparison.Workloads.Count(IsTested);

    private static bool IsTested(WorkloadChange change) => change.Verdict != Verdict.TooFew && change.AdjustedPValue is not null;

    private static int Count(RolloutComparison comparison, Verdict verdict) => comparison.Workloads.Count(one => one.Verdict == verdict);
}
