using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Report;

/// <summary>What people call runs that stand side by side: a letter each for the columns, and the words that tell them apart.</summary>
public static class SideNames
{
    /// <summary>Runs that have a letter of their own.</summary>
    public const int Most = 26;

    public static string Letter(int side) => ((char)('A' + side)).ToString();

    /// <summary><c>AMD EPYC (2 cores), before upgrade, 2026-11-24 08:15 UTC</c> for each run.</summary>
    public static ImmutableArray<string> Of(SideBySide sides)
    {
        ArgumentNullException.ThrowIfNull(sides);
        return [.. sides.Runs.Select(Of)];
    }

    public static string Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var time = string.Create(CultureInfo.InvariantCulture, $"{run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        return string.Join(", ", new[] { MachineSummary.Of(run.Fingerprint), run.Label, time }.OfType<string>());
    }

    /// <summary>What the marks stand for, and where verdicts are to be had.</summary>
    public static string Legend(SideBySide sides)
    {
        ArgumentNullException.ThrowIfNull(sides);
        var left = sides.LeftOut == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $" {sides.LeftOut} {(sides.LeftOut == 1 ? "workload" : "workloads")} that only one run measured left out.");
        var verdicts = sides.IsOneMachine
            ? "No verdicts here: compare two runs of one machine for those, 'stackbench compare BASE NEW'."
            : "No verdicts here: the runs are of different machines, and a difference between them is no change of either.";
        return $"* is the best, or not told apart from it: within {NumberText.Share(SideBySide.LeastDifference)}, or intervals overlap. "
            + $"A row without a mark tells none apart. Shares are of the best.{left} {verdicts}";
    }
}
