using System.Globalization;
using StackBench.Core.Comparison;

namespace StackBench.Report;

/// <summary>What a comparison came to, in a line: its results counted, or that nothing is decided.</summary>
public static class ComparisonAnswer
{
    /// <summary><c>1 regression, 2 suspected, 14 no change</c>, or <c>not decided: ...</c> where no metric could be tested.</summary>
    public static string Of(RunComparison comparison)
    {
        var counts = ComparisonCounts.Of(comparison);
        if (counts.Tested == 0) return NotDecided(counts);
        var verdicts = Vocabulary.Order.Where(verdict => counts.Of(verdict) > 0)
            .Select(verdict => Vocabulary.Count(verdict, counts.Of(verdict)));
        return string.Join(", ", counts.Lost > 0 ? verdicts.Prepend(Lost(counts)) : verdicts);
    }

    /// <summary>
    /// A head and why, where the comparison decides nothing: <c>Nothing comparable</c> without a metric that both sides have, <c>Not
    /// decided</c> where none could be tested or all is inconclusive; null where it decides something.
    /// </summary>
    public static (string Head, string Why)? Undecided(RunComparison comparison)
    {
        var counts = ComparisonCounts.Of(comparison);
        if (counts.Lost > 0) return null;
        if (counts.Metrics == 0) return ("Nothing comparable", "no metric has a value on both sides");
        if (counts.Tested == 0) return ("Not decided", Untested(counts));
        return counts.Results.Keys.All(verdict => verdict is Verdict.Inconclusive or Verdict.TooFew or Verdict.NotComparable)
            ? ("Not decided", string.Create(CultureInfo.InvariantCulture,
                $"noise and the count of runs leave all {counts.Results.Values.Sum()} results open"))
            : null;
    }

    /// <summary><c>2 no longer measured</c>.</summary>
    public static string Lost(ComparisonCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return string.Create(CultureInfo.InvariantCulture, $"{counts.Lost} no longer measured");
    }

    // What is lost is known without a test.
    private static string NotDecided(ComparisonCounts counts)
    {
        var why = counts.Metrics == 0 ? "no metric has a value on both sides" : Untested(counts);
        return counts.Lost > 0 ? $"{Lost(counts)}; {why}" : $"not decided: {why}";
    }

    private static string Untested(ComparisonCounts counts) => string.Create(CultureInfo.InvariantCulture,
        $"none of {counts.Metrics} {(counts.Metrics == 1 ? "metric" : "metrics")} could be tested");
}
