using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>
/// Chooses the runs that can stand together as one baseline: complete, of the same machine and method as the newest of them. Which of them
/// are in the same state of the stack is decided result by result (<see cref="RunStates"/>).
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
        // What was measured while others used the CPU is no yardstick, unless there is no other.
        var quiet = ordered.Where(run => !RunContention.Of(run).IsContended).ToArray();
        if (quiet.Length > 0) ordered = quiet;
        return ordered is [var newest, ..] ? [.. ordered.Where(run => IsAlike(run, newest)).Take(most)] : [];
    }

    private static bool IsAlike(Run run, Run newest)
    {
        if (run.Tool.Method != newest.Tool.Method) return false;
        return FingerprintDiff.Of(run.Fingerprint, newest.Fingerprint).Identity.IsEmpty;
    }
}
