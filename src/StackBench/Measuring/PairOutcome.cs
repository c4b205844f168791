using StackBench.Core.Comparison;
using StackBench.Running.Pairing;
using StackBench.Store;

namespace StackBench.Measuring;

/// <summary>What interleaved pairs came to.</summary>
/// <param name="Machine">Key of the machine.</param>
/// <param name="Loss">Why the two runs are not kept; null where they are.</param>
internal sealed record PairOutcome(PairsEnded Ended, ComparisonOptions Options, string Machine, bool IsInterrupted, StoreException? Loss)
{
    /// <summary>As <c>compare</c> shows it, with the verdicts of both stages.</summary>
    public RunComparison ToComparison() => PairedReport.Of(Ended.Baseline, Ended.Candidate, Ended.Metrics, Options);
}
