using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Report;

/// <summary>A comparison in the words that terminal, Markdown and web pages have in common.</summary>
public static class ComparisonText
{
    /// <summary>A smaller change would be written as 0.0 %.</summary>
    private const double LeastShown = 0.0005;

    /// <summary><c>ID against ID and 5 earlier</c>.</summary>
    public static string Title(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return $"{comparison.CandidateRun} against {Baseline(comparison)}";
    }

    /// <summary><c>ID and 5 earlier</c>.</summary>
    public static string Baseline(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return comparison.BaselineRuns[0] + Earlier(comparison);
    }

    /// <summary><c> and 5 earlier</c>; empty for a baseline of one run.</summary>
    public static string Earlier(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var earlier = comparison.BaselineRuns.Length - 1;
        return earlier > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {earlier} earlier") : "";
    }

    /// <summary>What is shown of each result: its headline metric, and the one it counts by where that is another.</summary>
    public static ImmutableArray<MetricComparison> Headlines(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return [.. comparison.Metrics.GroupBy(metric => metric.Key).Select(group => group.ToArray())
            .SelectMany(metrics =>
                metrics.Take(1).Append(ComparisonCounts.Worst(metrics)).Distinct<MetricComparison>(ReferenceEqualityComparer.Instance))];
    }

    /// <summary>The metric that each result counts by.</summary>
    public static ImmutableDictionary<ResultKey, MetricComparison> ByResult(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return comparison.Metrics.GroupBy(metric => metric.Key)
            .ToImmutableDictionary(group => group.Key, group => ComparisonCounts.Worst([.. group]));
    }

    /// <summary>
    /// Those of <see cref="Headlines"/> that have a ratio to be drawn; named by benchmark and workload, and by the metric where it is
    /// not the headline of its result.
    /// </summary>
    public static IEnumerable<(MetricComparison Metric, string Name)> Drawn(RunComparison comparison)
    {
        var named = new HashSet<ResultKey>();
        foreach (var metric in Headlines(comparison))
        {
            var name = $"{metric.Key.Benchmark} {metric.Key.Workload}";
            // The headline comes first.
            if (!named.Add(metric.Key)) name += " " + metric.Metric;
            if (metric.Ratio is > 0 && double.IsFinite(metric.Ratio.Value)) yield return (metric, name);
        }
    }

    /// <summary>How likely the comparison reports a regression where nothing changed, and what that rests on.</summary>
    public static string ErrorRate(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison.Metrics.All(metric => metric.PValue is null))
            return "No metric could be tested, so there is no verdict and no error rate.";
        if (comparison.OnlySuspectedBecause is not null) return "A suspicion has no error rate.";
        var basis = comparison.Metrics.Any(metric => metric.Evidence == EvidenceUnit.Run)
            ? $"tails of Student's t, as real runs have; {Correction(comparison)}"
            : "exact signed-rank test of the pairs; Holm's correction";
        return $"Chance of any false regression in this report: at most {NumberText.Share(comparison.FamilyAlpha)} ({basis}).";
    }

    // Only what looks worse is measured once more.
    private static string Correction(RunComparison comparison)
    {
        var repeated = comparison.Metrics.Count(metric => metric.CandidateCount > 1);
        return repeated == 0 ? "Holm's correction"
            : repeated == comparison.Metrics.Length ? "all new runs must agree"
            : "Holm's correction, or agreement of the new runs";
    }

    /// <summary>Why this comparison reports suspicions only, as a sentence; null where verdicts are possible.</summary>
    public static string? OnlySuspected(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return comparison.OnlySuspectedBecause is { Length: > 0 } because
            ? $"{char.ToUpperInvariant(because[0])}{because[1..]}; nothing here is more than suspected."
            : null;
    }

    /// <summary>That the runs are of two machines, as a sentence; null where they are of one.</summary>
    public static string? TwoNodes(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return comparison.Differences.Nodes is { } nodes
            ? $"Two machines of one kind, {nodes.Before} and {nodes.After}: a difference between them is no change of either."
            : null;
    }

    /// <summary>What the columns of values and changes stand for; empty where nothing was tested.</summary>
    public static string Columns(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        double[] levels = [.. comparison.Metrics.Select(metric => metric.Interval?.Level).OfType<double>().Distinct()];
        if (levels.Length == 0) return "";
        var level = $"{NumberText.Share(levels[0])}{(levels.Length > 1 ? " or more" : "")}";
        return $"Values are centres over launches; change and interval ({level}) are those of the value.";
    }

    /// <summary>The change of the value and how it is felt: <c>-15 % slower</c>, <c>+6.0 % faster</c>; empty without ratio.</summary>
    public static string Change(MetricComparison metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (metric.Ratio is not { } ratio || !(ratio > 0) || !double.IsFinite(ratio)) return "";
        // The ratio is one of losses; what is seen is the change of the value itself.
        var value = metric.Better == Better.Higher ? 1 / ratio : ratio;
        var share = Math.Abs(value - 1);
        if (share < LeastShown) return "0 %";
        return $"{(value < 1 ? "-" : "+")}{NumberText.Share(share)} {(ratio > 1 ? Words(metric).Worse : Words(metric).Better)}";
    }

    private static (string Better, string Worse) Words(MetricComparison metric) =>
        IsSpeed(metric) ? ("faster", "slower") : metric.Better == Better.Higher ? ("better", "worse") : ("less", "more");

    /// <summary>Both ends of the interval of the value's change in percent, <c>[-16, -12] %</c>; empty without interval.</summary>
    public static string Interval(MetricComparison metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (metric.Interval is not { } interval) return "";
        var (low, high) = metric.Better == Better.Higher ? (1 / interval.High, 1 / interval.Low) : (interval.Low, interval.High);
        return string.Create(CultureInfo.InvariantCulture, $"[{Percent(low)}, {Percent(high)}] %");
    }

    /// <summary>
    /// How much worse an open metric can be at most: <c>at most 4.0 % slower</c>; null for other verdicts and without interval.
    /// </summary>
    public static string? AtMost(MetricComparison metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (metric is not { Verdict: Verdict.Inconclusive, Interval: { } interval } || !double.IsFinite(interval.High)) return null;
        var share = Math.Abs((metric.Better == Better.Higher ? 1 / interval.High : interval.High) - 1);
        var worse = Words(metric).Worse;
        return interval.High <= 1 || share < LeastShown ? $"not {worse}" : $"at most {NumberText.Share(share)} {worse}";
    }

    /// <summary>What follows the word: the bound, the reason, what is missing, the noise that hides it.</summary>
    public static string Explanation(MetricComparison metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var more = metric.NeededMore is { } needed && metric.Verdict is Verdict.Inconclusive or Verdict.TooFew or Verdict.Suspected
            ? $"needs {Count(needed, metric.Evidence)}"
            : null;
        var isHidden = metric.NoiseFloor > metric.Threshold && metric.Ratio is { } ratio
            && Math.Abs(Math.Log(ratio)) <= Math.Log(1 + metric.NoiseFloor);
        var floor = isHidden ? $"within this machine's noise floor of ±{NumberText.Share(metric.NoiseFloor)}" : null;
        return string.Join("; ", new[] { AtMost(metric), metric.Reason, more, floor }.OfType<string>());
    }

    private static string Count(int count, EvidenceUnit unit)
    {
        var (one, many) = unit switch
        {
            EvidenceUnit.Pair => ("more pair", "more pairs"),
            EvidenceUnit.Run => ("more run", "more runs"),
            _ => ("more launch", "more launches"),
        };
        return count >= 1000 ? $"over 1000 {many}" : string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
    }

    private static string Percent(double factor)
    {
        var percent = (factor - 1) * 100;
        return percent.ToString(Math.Abs(percent) < 9.95 ? "+0.0;-0.0;0" : "+0;-0;0", CultureInfo.InvariantCulture);
    }

    private static bool IsSpeed(MetricComparison metric) =>
        metric.Unit == Unit.Second || metric.Unit.Symbol.EndsWith("/s", StringComparison.Ordinal);
}
