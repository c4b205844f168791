using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>What the run ran on: what differs from the baseline in sight, everything folded.</summary>
internal static class FingerprintSection
{
    public static Markup Of(ReportPage page)
    {
        var facts = page.Run.Fingerprint.Facts;
        return Markup.Of($"""
            <section aria-labelledby="machine"><h2 id="machine">Machine and software</h2>
            {(page.Content.Comparison is { } comparison ? Differences(comparison.Differences) : Markup.Empty)}<details><summary>All {facts.Length} facts</summary>{Scrolled.Of("All facts", Markup.Of($"<table><thead><tr><th scope=\"col\">Fact</th><th scope=\"col\">Value</th><th scope=\"col\">Role</th></tr></thead><tbody>{facts.Select(Fact)}</tbody></table>"))}</details></section>
            """);
    }

    private static Markup Fact(FingerprintFact fact) =>
        Markup.Of($"<tr><td>{fact.Name}</td><td{(fact.Value is null ? Markup.Of($" class=\"muted\"") : Markup.Empty)}>"
            + $"{fact.Value ?? $"unknown: {fact.UnknownReason}"}</td><td>{EnumText.Of(fact.Role)}</td></tr>");

    private static Markup Differences(FingerprintDiff differences)
    {
        (string What, IEnumerable<FactChange> Changes)[] groups =
            [("another machine", differences.Identity), ("may be a cause", differences.Causes), ("without meaning", differences.Noise)];
        var rows = groups.SelectMany(group =>
            group.Changes.Select(change =>
                Markup.Of($"<tr><td>{change.Name}</td><td>{change.Before ?? "not set"}</td><td>{change.After ?? "not set"}</td>"
                    + $"<td>{group.What}</td></tr>")))
            .ToArray();
        var table = rows.Length == 0
            ? Markup.Of($"<p>No known fact differs from the baseline.</p>")
            : Scrolled.Of("What differs",
            Markup.Of($"<table><caption>What differs from the baseline</caption><thead><tr><th scope=\"col\">Fact</th><th "
                + $"scope=\"col\">Before</th><th scope=\"col\">Now</th><th "
                + $"scope=\"col\">Meaning</th></tr></thead><tbody>{rows}</tbody></table>"));
        return Markup.Of($"{table}{(differences.Unverified.IsEmpty ? Markup.Empty : Markup.Of(
            $"<p class=\"muted\">Not known on one side: {string.Join(", ", differences.Unverified)}.</p>"))}");
    }
}
