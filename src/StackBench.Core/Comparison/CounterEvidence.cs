using StackBench.Core.Metrics;

namespace StackBench.Core.Comparison;

/// <summary>The verdict on counters (kernels, bytes, instructions): they are equal or not, without statistics.</summary>
internal static class CounterEvidence
{
    public static MetricComparison Judge(MetricComparison basis, double[] baseline, double[] candidate)
    {
        var counted = basis with { BaselineCount = baseline.Length, CandidateCount = candidate.Length };
        if (baseline.Distinct().Count() > 1 || candidate.Distinct().Count() > 1)
            return counted with { Verdict = Verdict.Inconclusive, Reason = "the counter differs from launch to launch" };
        var (before, after) = (baseline[0], candidate[0]);
        var ratio = before > 0 && after > 0 ? Orientation.Orient(after / before, basis.Better) : (double?)null;
        var verdict = before == after ? Verdict.NoChange : after > before == (basis.Better == Better.Lower) ? Verdict.Regression : Verdict.Improvement;
        return counted with { Ratio = ratio, Verdict = verdict };
    }
}
