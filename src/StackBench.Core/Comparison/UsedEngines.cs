using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>An engine that one side did not use was not removed: what it would have told of itself is no change.</summary>
internal static class UsedEngines
{
    public static FingerprintDiff Of(FingerprintDiff differences, ImmutableArray<Run> baseline, ImmutableArray<Run> candidates)
    {
        var (old, now) = (Engines(baseline), Engines(candidates));
        return differences with { Causes = [.. differences.Causes.Where(IsChange)] };

        bool IsChange(FactChange change) => change is { Before: not null, After: not null }
            || change.Engine is not { } engine || (old.Contains(engine) && now.Contains(engine));
    }

    private static HashSet<string> Engines(ImmutableArray<Run> runs) =>
        [.. runs.SelectMany(run => run.Results).Select(result => result.Engine).OfType<string>()];
}
