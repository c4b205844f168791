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

    /// <summary>What is told of each result: its headline metric, and others that got worse where that did not.</summary>
    public static ImmutableArray<MetricComparison> Headlines(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return [.. comparison.Metrics.GroupBy(metric => metric.Key)
            .SelectMany(group => group.Where((metric, index) => index == 0 || (IsWorse(metric) && !IsWorse(group.First()))))];
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

    /// <summary>How likely the comparison calls anything a regression that is none.</summary>
    public static string ErrorRate(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var rate = NumberText.Share(comparison.FamilyAlpha);
        if (comparison.Metrics.All(metric => metric.PValue is null))
            return "No metric could be tested, so there is no verdict and no error rate.";
        return comparison.Metrics.Any(metric => metric.Evidence == EvidenceUnit.Run)
            ? $"Chance of any false regression among all metrics together: at most {rate}, if runs differ without a change as those of the "
            + $"baseline do (normally distributed)."
            : $"Chance of any false regression among all metrics together: at most {rate}.";
    }

    /// <summary>What the columns of values and changes stand for.</summary>
    public static string Columns(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return comparison.Metrics.All(metric => metric.Evidence == EvidenceUnit.Run)
            ? "Change and interval are those of the value."
            : $"Values are medians. Change and interval are those of the value, from "
            + $"{(comparison.Metrics.Any(metric => metric.Evidence == EvidenceUnit.Pair) ? "the pairs one by one"
            : "launch against launch")}: where values scatter they may differ from the medians.";
    }

    private static bool IsWorse(MetricComparison metric) => metric.Verdict is Verdict.Regression or Verdict.Suspected;

    /// <summary>The change of the value and how it is felt: <c>-15 % slower</c>, <c>+6.0 % faster</c>; empty without ratio.</summary>
    public static string Change(MetricComparison metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (metric.Ratio is not { } ratio || !(ratio > 0) || !double.IsFinite(ratio)) return "";
        // The ratio is one of losses; what is seen is the change of the value itself.
        var value = metric.Better == Better.Higher ? 1 / ratio : ratio;
        var (more, less) = IsSpeed(metric) ? ("faster", "slower") : metric.Better == Better.Higher ? ("better", "worse") : ("less", "more");
        var share = Math.Abs(value - 1);
        if (share < LeastShown) return "0 %";
        return $"{(value < 1 ? "-" : "+")}{NumberText.Share(share)} {(ratio > 1 ? less : more)}";
    }

    /// <summary>Both ends of the interval of the value's change in percent, <c>[-16, -12] %</c>; empty without interval.</summary>
    public static string Interval(MetricComparison metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (metric.Interval is not { } interval) return "";
        var (low, high) = metric.Better == Better.Higher ? (1 / interval.High, 1 / interval.Low) : (interval.Low, interval.High);
        return string.Create(CultureInfo.InvariantCulture, $"[{Percent(low)}, {Percent(high)}] %");
    }

    /// <summary>What follows the word: the reason, what is missing, the noise that hides it.</summary>
    public static string Explanation(MetricComparison metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var more = metric.NeededMore is { } needed && metric.Verdict is Verdict.Inconclusive or Verdict.TooFew or Verdict.Suspected
            ? $"needs {Count(needed, metric.Evidence)}"
            : null;
        var isHidden = metric.NoiseFloor > metric.Threshold && metric.Ratio is { } ratio
            && Math.Abs(Math.Log(ratio)) <= Math.Log(1 + metric.NoiseFloor);
        var floor = isHidden ? $"within this machine's noise floor of ±{NumberText.Share(metric.NoiseFloor)}" : null;
        return string.Join("; ", new[] { metric.Reason, more, floor }.OfType<string>());
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
