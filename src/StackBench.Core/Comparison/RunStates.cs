using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>
/// Which of a machine's runs were in the same state as far as a result is concerned: the facts that can have to do with it are alike.
/// </summary>
/// <param name="runs">Newest first.</param>
internal sealed class RunStates(ImmutableArray<Run> runs)
{
    private readonly FingerprintDiff?[,] _differences = new FingerprintDiff?[runs.Length, runs.Length];

    /// <summary>The newest run whose state, and whose method of measuring, the given run shares for that result.</summary>
    public int Of(int run, ResultKey key)
    {
        for (var other = 0; other < run; other++)
            if (IsAlike(other, run, key)) return other;
        return run;
    }

    private bool IsAlike(int newer, int older, ResultKey key)
    {
        if (runs[newer].Tool.Method != runs[older].Tool.Method) return false;
        var differences = _differences[newer, older] ??= FingerprintDiff.Of(runs[older].Fingerprint, runs[newer].Fingerprint);
        return !differences.Identity.Any(change => change.Concerns(key)) && !differences.Causes.Any(change => change.Concerns(key));
    }
}
