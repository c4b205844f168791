using StackBench.Core.Comparison;
using StackBench.Running.Pairing;

namespace StackBench.Measuring;

/// <summary>What interleaved pairs came to.</summary>
/// <param name="Machine">Key of the machine.</param>
/// <param name="Loss">What of the two runs is not kept, and why; null where all is.</param>
internal sealed record PairOutcome(PairsEnded Ended, ComparisonOptions Options, string Machine, bool IsInterrupted, RunLoss? Loss)
{
    /// <summary>As <c>compare</c> shows it, with the verdicts of both stages.</summary>
    public RunComparison ToComparison() => PairedReport.Of(Ended.Baseline, Ended.Candidate, Ended.Metrics, Options);
}
