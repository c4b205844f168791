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

    /// <summary><c>2 no longer measured</c>.</summary>
    public static string Lost(ComparisonCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return string.Create(CultureInfo.InvariantCulture, $"{counts.Lost} no longer measured");
    }

    // What is lost is known without a test.
    private static string NotDecided(ComparisonCounts counts)
    {
        var why = counts.Metrics == 0
            ? "no metric has a value on both sides"
            : string.Create(CultureInfo.InvariantCulture,
                $"none of {counts.Metrics} {(counts.Metrics == 1 ? "metric" : "metrics")} could be tested");
        return counts.Lost > 0 ? $"{Lost(counts)}; {why}" : $"not decided: {why}";
    }
}
