using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Measuring;
using StackBench.Report;

namespace StackBench.Commands;

/// <summary>The runs that a user names to be shown side by side.</summary>
internal static class SideBySideRuns
{
    /// <returns>In the order they were named, each once.</returns>
    /// <exception cref="UserErrorException">There are more than have a letter.</exception>
    public static ImmutableArray<Run> Of(RunSource source, IEnumerable<string> names)
    {
        var runs = source.Each(names);
        return runs.Length <= SideNames.Most
            ? runs
            : throw new UserErrorException(
                $"{runs.Length} runs do not fit side by side", $"Name at most {SideNames.Most}.", ExitCode.Usage);
    }

    /// <summary>The sides of <c>compare BASE NEW...</c>; of a baseline of several runs the newest.</summary>
    /// <exception cref="UserErrorException">There is but one, or more than have a letter.</exception>
    public static SideBySide Of(RunSource source, string baseline, IEnumerable<string> names, ImmutableArray<Run> candidates)
    {
        var first = RunSource.NamesBaseline(baseline) ? source.Baseline(baseline, candidates)[0].Id : baseline;
        var runs = Of(source, names.Prepend(first));
        return runs.Length > 1
            ? SideBySide.Of(runs)
            : throw new UserErrorException(
                "one run has no other beside it", "stackbench compare RUN RUN... --side-by-side", ExitCode.Usage);
    }

    /// <summary>Whether runs that were to confirm one another cannot, as they are of different kinds of machines.</summary>
    public static bool AreOfSeveralMachines(ImmutableArray<Run> candidates) =>
        candidates.Select(run => MachineKey.Of(run.Fingerprint)).Distinct(StringComparer.Ordinal).Skip(1).Any();
}
