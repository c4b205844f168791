using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>
/// Which of a machine's runs were in the same state as far as a result is concerned: the facts that can have to do with it are alike.
/// </summary>
/// <param name="runs">Newest first, or the one to compare first.</param>
internal sealed class RunStates(ImmutableArray<Run> runs)
{
    private readonly FingerprintDiff?[,] _differences = new FingerprintDiff?[runs.Length, runs.Length];
    private readonly Dictionary<(string Device, string? Engine), int[]> _known = [];

    /// <summary>The first run whose state, and whose method of measuring, the given run shares for that result.</summary>
    public int Of(int run, ResultKey key)
    {
        // What can concern a result depends on where it was measured alone: thousands of results share a few answers.
        if (!_known.TryGetValue((key.Device, key.Engine), out var states))
            _known[(key.Device, key.Engine)] = states = [.. Enumerable.Range(0, runs.Length).Select(each => Find(each, key))];
        return states[run];
    }

    private int Find(int run, ResultKey key)
    {
        for (var other = 0; other < run; other++)
            if (IsAlike(other, run, key)) return other;
        return run;
    }

    private bool IsAlike(int newer, int older, ResultKey key)
    {
        if (runs[newer].Method != runs[older].Method) return false;
        var differences = _differences[newer, older] ??= FingerprintDiff.Of(runs[older].Fingerprint, runs[newer].Fingerprint);
        return !differences.Identity.Any(change => change.Concerns(key)) && !differences.Causes.Any(change => change.Concerns(key));
    }
}
