using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Measuring;
using StackBench.Store;

namespace StackBench.Screens.Host;

/// <summary>The comparison that the screen asks for: with a run of the user's choice, the baseline, or else the run before.</summary>
internal static class ScreenComparison
{
    public static RunCompared Of(RunStore store, CompareRun question)
    {
        try
        {
            return Answer(store, question.Run, question.Against) with { Question = question };
        }
        catch (Exception exception) when (exception is UserErrorException or StoreException)
        {
            return new RunCompared(null, exception.Message) { Question = question };
        }
    }

    private static RunCompared Answer(RunStore store, Run run, string? against)
    {
        var source = new RunSource(store, _ => { });
        if (against is not null) return new RunCompared(Compared(source, source.Baseline(against, run), run), null);
        if (Pinned(source, run) is { } baseline) return new RunCompared(Compared(source, baseline, run), null, "the baseline");
        var before = store.List(HistoryLimits.First).FirstOrDefault(other => other.Id != run.Id && other.StartedAt < run.StartedAt
            && other is { Status: RunStatus.Complete, Purpose: RunPurpose.Measure });
        return before is null
            ? new RunCompared(
                null, "There is no other run to compare with. Press b to make this one the baseline, then r to measure again.")
            : new RunCompared(Compared(source, [store.Load(before.Id)], run), null, "the run before");
    }

    private static ImmutableArray<Run>? Pinned(RunSource source, Run run)
    {
        try
        {
            return source.Baseline(RunSource.BaselineWord, run);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    private static RunComparison Compared(RunSource source, ImmutableArray<Run> baseline, Run run) =>
        Comparer.Compare(baseline, run, source.Options(baseline, [run]));
}
