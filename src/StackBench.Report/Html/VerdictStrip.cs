using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>The head of a report: what it is of, and what came out, in a few large words.</summary>
internal static class VerdictStrip
{
    public static Markup Of(ReportPage page)
    {
        var run = page.Run;
        var time = Time(run);
        return Markup.Of($"""
            <header>
            <h1>{HtmlReport.Title(page.Content)}</h1>
            {Machine(page.Content)}
            <p class="muted">{time}, {Measured(run)}{Against(page)}. Run {run.Id}.</p>
            {Notes(page.Content.Notes)}{Undecided(page)}{Obstacle(page)}{Answer(page)}{Suspect(page)}<ul class="strip">{(page.Content.Comparison is { } comparison ? Verdicts(comparison) : [])}{Outcomes(run)}{Noise(page)}</ul>
            </header>
            """);
    }

    // The title says what else it has: the machine, or the label.
    private static Markup Machine(ReportContent content) => content switch
    {
        { Title: not { Length: > 0 }, Run.Label: null } => Markup.Empty,
        { Title: { Length: > 0 }, Run.Label: { } label } => Markup.Of($"<p>{MachineSummary.Of(content.Run.Fingerprint)}, {label}</p>"),
        _ => Markup.Of($"<p>{MachineSummary.Of(content.Run.Fingerprint)}</p>"),
    };

    private static string Measured(Run run) => run.IsImported
        ? $"{EnumText.Of(run.Status)}, {run.Tool.ShortVersion}"
        : $"{EnumText.Of(run.Settings.Suite)} suite, {EnumText.Of(run.Status)}, StackBench {run.Tool.ShortVersion}";

    private static string Against(ReportPage page) =>
        page.Content.Comparison is not { } comparison ? ""
        : page.Content.Baseline is { } baseline ? $", against the run of {Time(baseline)}{ComparisonText.Earlier(comparison)}"
        : $", against {ComparisonText.Baseline(comparison)}";

    private static string Time(Run run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    /// <summary>What the author adds; each line is a paragraph.</summary>
    public static Markup Notes(string? notes) => notes is null
        ? Markup.Empty
        : Markup.Of($"<div class=\"notes\">"
        + $"{notes.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Markup.Of(
        $"<p>{line}</p>"))}</div>");

    private static Markup Undecided(ReportPage page) =>
        page.Content.Comparison is { } comparison && ComparisonAnswer.Undecided(comparison) is var (head, why)
            ? Markup.Of($"<p class=\"undecided warn\"><b>{head}</b>: {why}.</p>")
            : Markup.Empty;

    private static Markup Obstacle(ReportPage page)
    {
        string?[] texts = page.Content.Comparison is { } comparison
            ? [ComparisonText.OnlySuspected(comparison), ComparisonText.TwoNodes(comparison)]
            : [];
        return Markup.Of($"{texts.OfType<string>().Select(text => Markup.Of($"<p class=\"warn\">{text}</p>"))}");
    }

    /// <summary>What the run says about its machine.</summary>
    private static Markup Answer(ReportPage page) => page.Table.Summary.IsEmpty
        ? Markup.Empty
        : Markup.Of($"<ul class=\"answer\">{page.Table.Summary.Select(Sentence)}</ul>");

    /// <summary>What most likely made it worse than the baseline.</summary>
    private static Markup Suspect(ReportPage page) =>
        page.Content.Comparison is { } comparison && LossText.Suspects(comparison) is { } suspects
            ? Markup.Of($"<p class=\"warn\">{suspects}</p>")
            : Markup.Empty;

    private static Markup Sentence(SummarySentence sentence)
    {
        var sign = Vocabulary.SignOf(sentence.Kind);
        var advice = sentence.Advice is { } text ? Markup.Of($" <span class=\"muted\">{text}</span>") : Markup.Empty;
        return Markup.Of($"<li><span class=\"{RoleClass.Of(sign.Role)}\">{sign.Unicode}</span> {sentence.Text}{advice}</li>");
    }

    private static IEnumerable<Markup> Verdicts(RunComparison comparison)
    {
        var counts = ComparisonCounts.Of(comparison);
        // Without a test there is nothing to count, and no regressions would read as good news: that has a head of its own.
        if (counts.Tested == 0)
        {
            if (counts.Lost > 0) yield return Card("error", ComparisonAnswer.Of(comparison));
            yield break;
        }

        foreach (var verdict in Vocabulary.Order.Where(verdict => counts.Of(verdict) > 0 || verdict is Verdict.Regression))
            yield return Card(counts.Of(verdict) > 0 ? RoleClass.Of(Vocabulary.SignOf(verdict).Role) : "plain",
                $"{Vocabulary.SignOf(verdict).Unicode} {Vocabulary.Count(verdict, counts.Of(verdict))}");
        if (counts.Lost > 0) yield return Card("error", $"{Vocabulary.SignOf(Mark.Failed).Unicode} {ComparisonAnswer.Lost(counts)}");
    }

    private static IEnumerable<Markup> Outcomes(Run run)
    {
        var counts = OutcomeCounts.Of(run.Results);
        // Success is what is expected: no colour.
        (string Class, Mark Mark, int Count, string Word)[] cards =
            [("plain", Mark.Sound, counts.Ok, "ok"), ("muted", Mark.Skipped, counts.Skipped, "skipped"),
                ("error", Mark.Failed, counts.Failed, "failed"), ("error", Mark.Failed, counts.Implausible, "implausible")];
        return cards.Where(card => card.Count > 0 || card.Word == "ok")
            .Select(card => Card(
            card.Class, string.Create(CultureInfo.InvariantCulture, $"{Vocabulary.SignOf(card.Mark).Unicode} {card.Count} {card.Word}")));
    }

    private static Markup Noise(ReportPage page)
    {
        LaunchFacts[] known =
            [.. page.Table.Rows.Select(row => LaunchFacts.Of(row.Result)).Where(facts => facts is { Spread: not null, IsJudged: true })];
        if (known.Length == 0) return Markup.Empty;
        var steady = known.Count(facts => facts.IsSteady);
        return Card(steady == known.Length ? "plain" : "warn",
            string.Create(CultureInfo.InvariantCulture, $"{steady} of {known.Length} steady between launches"));
    }

    private static Markup Card(string role, string text) => Markup.Of($"<li class=\"{role}\">{text}</li>");
}
