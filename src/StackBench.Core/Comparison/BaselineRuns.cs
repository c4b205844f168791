using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>
/// Chooses the runs that can stand together as one baseline: complete, of the same machine, stack and method as the newest of them.
/// </summary>
public static class BaselineRuns
{
    /// <param name="runs">In any order.</param>
    /// <param name="most">How many to take, newest first.</param>
    /// <returns>Newest first; empty when there is none.</returns>
    public static ImmutableArray<Run> Of(IEnumerable<Run> runs, int most)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        Run[] ordered = [.. runs.Where(run => run.Status == RunStatus.Complete).OrderByDescending(run => run.StartedAt)
            .ThenByDescending(run => run.Id, StringComparer.Ordinal)];
        return ordered is [var newest, ..] ? [.. ordered.Where(run => IsAlike(run, newest)).Take(most)] : [];
    }

    private static bool IsAlike(Run run, Run newest)
    {
        if (run.Tool.Method != newest.Tool.Method) return false;
        var differences = FingerprintDiff.Of(run.Fingerprint, newest.Fingerprint);
        return differences.Identity.IsEmpty && differences.Causes.IsEmpty;
    }
}
