using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>
/// Chooses the runs that can stand together as one baseline: complete and with a value, of the same machine and method as the newest of
/// them. Which of them are in the same state of the stack is decided result by result (<see cref="RunStates"/>).
/// </summary>
public static class BaselineRuns
{
    /// <returns>Newest first; empty when there is none.</returns>
    /// <inheritdoc cref="Choose"/>
    public static ImmutableArray<Run> Of(IEnumerable<Run> runs, int most) => Choose(runs, most).Runs;

    /// <param name="runs">In any order.</param>
    /// <param name="most">How many to take, newest first.</param>
    public static BaselineChoice Choose(IEnumerable<Run> runs, int most)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        Run[] all = [.. runs];
        Run[] valued = [.. all.Where(run => run.Results.Any(result => result.Outcome is Ok))];
        Run[] complete = [.. valued.Where(run => run.Status == RunStatus.Complete).OrderByDescending(run => run.StartedAt)
            .ThenByDescending(run => run.Id, StringComparer.Ordinal)];
        // What was measured while others used the CPU is no yardstick, unless there is no other.
        var quiet = complete.Where(run => !RunContention.Of(run).IsContended).ToArray();
        if (quiet.Length == 0) quiet = complete;
        Run[] sameMethod = [.. quiet.Where(run => run.Method == quiet[0].Method)];
        Run[] sameMachine =
            [.. sameMethod.Where(run => FingerprintDiff.Of(run.Fingerprint, quiet[0].Fingerprint).Identity.IsEmpty)];
        ImmutableArray<Run> taken = [.. sameMachine.Take(most)];
        return new BaselineChoice(
            taken,
            all.Length - valued.Length,
            valued.Length - complete.Length,
            complete.Length - quiet.Length,
            quiet.Length - sameMethod.Length,
            sameMethod.Length - sameMachine.Length,
            sameMachine.Length - taken.Length);
    }
}
