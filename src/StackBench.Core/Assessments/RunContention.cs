using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;

namespace StackBench.Core.Assessments;

/// <summary>Whether other processes used the CPU while a run measured.</summary>
/// <param name="Launches">Launches during which it was watched.</param>
/// <param name="Contended">Those during which others used it.</param>
/// <param name="Share">Mean share of all CPU time that went to others, 0 to 1.</param>
public sealed record RunContention(int Launches, int Contended, double Share)
{
    /// <summary>Share of contended launches from which the whole run is.</summary>
    private const double Bound = 1.0 / 3;

    public bool IsContended => Contended > 0 && Contended >= Bound * Launches;

    public static RunContention Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        double[] shares =
        [
            .. run.Results.SelectMany(result => result.Launches).Where(launch => launch.Conditions.ContainsKey(LaunchFacts.CpuOthers))
                .Select(launch => launch.Conditions[LaunchFacts.CpuOthers]),
        ];
        return new RunContention(shares.Length, shares.Count(CpuContention.Is), shares.Length == 0 ? 0 : shares.Average());
    }

    /// <summary>
    /// Why runs that are compared carry no verdict; null where the candidates and most of the baseline had the CPU to themselves.
    /// </summary>
    public static string? Obstacle(ImmutableArray<Run> baseline, ImmutableArray<Run> candidates)
    {
        var before = ContendedOf(baseline);
        var after = ContendedOf(candidates);
        var (isBefore, isAfter) = (before.Length > baseline.Length / 2, after.Length > 0);
        return (isBefore, isAfter) switch
        {
            (true, true) => $"both sides contended: {Elsewhere([.. before, .. after])}",
            (true, false) => $"the baseline was contended: {Elsewhere(before)}",
            (false, true) => $"the new run was contended: {Elsewhere(after)}",
            _ => null,
        };
    }

    private static RunContention[] ContendedOf(ImmutableArray<Run> runs) =>
        [.. runs.Select(Of).Where(contention => contention.IsContended)];

    private static string Elsewhere(RunContention[] contentions) =>
        $"{NumberText.Share(contentions.Average(one => one.Share))} of the CPU went elsewhere";
}
