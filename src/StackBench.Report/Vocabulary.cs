using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Report;

/// <summary>The one vocabulary of verdicts and marks, for terminal, Markdown and web pages.</summary>
public static class Vocabulary
{
    /// <summary>Verdicts in the order they are shown: what needs attention first.</summary>
    public static ImmutableArray<Verdict> Order { get; } =
    [
        Verdict.Regression, Verdict.Suspected, Verdict.Improvement, Verdict.SmallChange, Verdict.NoChange, Verdict.Inconclusive,
        Verdict.TooFew, Verdict.NotComparable,
    ];

    /// <summary>Whether a verdict says that something changed, or may have.</summary>
    public static bool IsDecided(Verdict verdict) => verdict is Verdict.Regression or Verdict.Suspected or Verdict.Improvement;

    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Regression => "regression",
        Verdict.Improvement => "improvement",
        Verdict.NoChange => "no change",
        Verdict.SmallChange => "small change",
        Verdict.Suspected => "suspected",
        Verdict.TooFew => "too few",
        Verdict.NotComparable => "not comparable",
        _ => "inconclusive",
    };

    /// <summary><c>1 regression</c>, <c>3 regressions</c>, <c>2 inconclusive</c>.</summary>
    public static string Count(Verdict verdict, int count)
    {
        var isNoun = verdict is Verdict.Regression or Verdict.Improvement or Verdict.SmallChange;
        return string.Create(CultureInfo.InvariantCulture, $"{count} {Word(verdict)}{(isNoun && count != 1 ? "s" : "")}");
    }

    /// <summary>How often each verdict occurs, in <see cref="Order"/>; those that do not occur are left out.</summary>
    public static ImmutableArray<KeyValuePair<Verdict, int>> Counts(IEnumerable<MetricComparison> metrics) =>
        [.. metrics.CountBy(metric => metric.Verdict).OrderBy(count => Order.IndexOf(count.Key))];

    public static Sign SignOf(Verdict verdict) => verdict switch
    {
        Verdict.Regression => new("▼", "v", Role.Worse),
        Verdict.Suspected => new("!", "!", Role.Warn),
        Verdict.Improvement => new("▲", "^", Role.Better),
        Verdict.SmallChange => new("∼", "~", Role.Plain),
        Verdict.NoChange => new("≈", "=", Role.Plain),
        Verdict.NotComparable => new("–", "-", Role.Muted),
        _ => new("?", "?", Role.Muted),
    };

    public static Sign SignOf(SentenceKind kind) => kind switch
    {
        SentenceKind.Fine => SignOf(Mark.Sound),
        SentenceKind.Loss => SignOf(Verdict.Regression),
        SentenceKind.Problem => SignOf(Mark.Failed),
        _ => SignOf(Mark.Skipped),
    };

    public static Sign SignOf(Mark mark) => mark switch
    {
        Mark.Sound => new("✓", "+", Role.Better),
        Mark.Unsure => new("≈", "~", Role.Warn),
        Mark.Failed => new("✗", "x", Role.Error),
        _ => new("–", "-", Role.Muted),
    };
}
