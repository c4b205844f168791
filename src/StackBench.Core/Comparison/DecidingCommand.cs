using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>The one command that would decide what a comparison leaves open. Pure.</summary>
public static class DecidingCommand
{
    /// <summary>Workloads that are named one by one; more are left to their benchmark.</summary>
    private const int MostNamed = 3;

    private const string VariablePrefix = "env.";

    /// <returns>Null where nothing is suspected and nothing that looks changed is open.</returns>
    public static string? Of(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var open = Open(comparison);
        if (open.IsEmpty) return null;
        var causes = WithoutEchoes([.. comparison.Differences.Causes.Where(change => open.Any(change.Concerns))]);
        // What a variable makes of both sides can be measured in turns; any other state of before is gone.
        return causes.Length > 0 && causes.All(IsVariable)
            ? $"stackbench ab {Selection(open)}{Sides(causes)}"
            : $"stackbench compare {Quoted(comparison.BaselineText)} {string.Join(',', comparison.CandidateRuns)} --confirm";
    }

    /// <summary>
    /// What is to be measured once more before anybody acts on it: what is worse, or looks worse by more than the threshold.
    /// </summary>
    public static ImmutableArray<ResultKey> Losses(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return Keys(comparison, metric => metric.Verdict == Verdict.Regression || (IsOpen(metric) && metric.Ratio > 1));
    }

    /// <summary>What a comparison leaves undecided: suspected, or looking changed by more than the threshold either way.</summary>
    public static ImmutableArray<ResultKey> Open(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return Keys(comparison, IsOpen);
    }

    /// <summary><c>gemm --only 'bf16 2048x2048x2048'</c>: the arguments that choose these results' workloads.</summary>
    public static string Selection(IReadOnlyCollection<ResultKey> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        string[] benchmarks = [.. results.Select(result => result.Benchmark).Distinct(StringComparer.Ordinal)];
        string[] workloads = [.. results.Select(result => result.Workload).Distinct(StringComparer.Ordinal)];
        var only = workloads.Length <= MostNamed ? string.Concat(workloads.Select(name => $" --only {Quoted(name)}")) : "";
        return string.Join(' ', benchmarks.Select(Quoted)) + only;
    }

    private static bool IsVariable(FactChange change) =>
        change.Name.StartsWith(VariablePrefix, StringComparison.Ordinal)
        && change is { Before: not FingerprintFact.Undisclosed, After: not FingerprintFact.Undisclosed };

    // Engines report the variables they saw: engine.libtorch.OMP_NUM_THREADS follows from env.OMP_NUM_THREADS.
    private static FactChange[] WithoutEchoes(FactChange[] causes) =>
    [
        .. causes.Where(change => change.Engine is not { } engine
            || causes.All(other => $"engine.{engine}.{other.Name.Replace(VariablePrefix, "", StringComparison.Ordinal)}" != change.Name)),
    ];

    private static ImmutableArray<ResultKey> Keys(RunComparison comparison, Func<MetricComparison, bool> isWanted) =>
        [.. comparison.Metrics.Where(isWanted).Select(metric => metric.Key).Distinct()];

    // Pairs say themselves how many more they need; what has no engine was imported, and is measured by another tool.
    private static bool IsOpen(MetricComparison metric) =>
        metric.Key.Engine is not null && metric.Evidence != EvidenceUnit.Pair && (metric.Verdict == Verdict.Suspected
        || (metric.Verdict == Verdict.Inconclusive && Math.Abs(Math.Log(metric.Ratio ?? 1)) > Math.Log(1 + metric.EffectiveThreshold)));

    private static string Sides(IEnumerable<FactChange> variables) => string.Concat(variables.Select(change =>
        (change.Before is { } before ? $" --a-env {Quoted($"{change.Name[VariablePrefix.Length..]}={before}")}" : "")
        + (change.After is { } after ? $" --b-env {Quoted($"{change.Name[VariablePrefix.Length..]}={after}")}" : "")));

    /// <summary>As a POSIX shell takes it.</summary>
    private static string Quoted(string text) =>
        text.Length > 0
            && text.All(character => char.IsAsciiLetterOrDigit(character) || "-_.=:/,+@%".Contains(character, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
