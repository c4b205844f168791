using System.Collections.Immutable;
using StackBench.Report.Html;
using StackBench.Report.Writing;

namespace StackBench.Report.Nights;

/// <summary>What is slow, with its evidence, and what is absent, with the reason.</summary>
internal static class FindingSection
{
    private const int MostFindings = 200, MostAbsent = 20;

    public static Markup Of(NightContent content) => Markup.Of($"""
        <section aria-labelledby="results"><h2 id="results">Slow and absent</h2>
        {Findings(content)}{Absent(content.Absent)}</section>
        """);

    private static Markup Findings(NightContent content) => content.Findings.IsEmpty
        ? Markup.Of($"<p>No device, node or rack is judged slow.</p>")
        : Markup.Of($"""
            {Scrolled.Of("Slow", Markup.Of($"<table class=\"cards findings\"><thead><tr><th scope=\"col\">Slow</th><th scope=\"col\">Verdict</th><th scope=\"col\">Against</th><th scope=\"col\" class=\"number\">Loss</th><th scope=\"col\" class=\"number\">Noise</th><th scope=\"col\">Seen in</th></tr></thead><tbody>\n{content.Findings.Take(MostFindings).Select(Row)}</tbody></table>"))}{More(content.Findings.Length - MostFindings, "findings", "fleet outliers --format csv")}
            """);

    private static Markup Row(NightFinding one)
    {
        var who = one.Anchor is null ? Markup.Of($"<b>{one.Who}</b>") : Markup.Of($"<a href=\"#{one.Anchor}\"><b>{one.Who}</b></a>");
        var place = one.Place is null ? Markup.Empty : Markup.Of($" <span class=\"muted\">{one.Place}</span>");
        return Markup.Of($"<tr><td>{who}{place}</td><td class=\"{RoleClass.Of(one.Sign.Role)}\">{one.Sign.Unicode} {one.Verdict}</td>"
            + $"<td>{one.Against}</td><td class=\"number\">{one.Loss}</td><td class=\"number\">{one.Noise}</td>"
            + $"<td>{one.SeenIn}</td></tr>\n");
    }

    private static Markup Absent(ImmutableArray<NightAbsence> absent)
    {
        if (absent.IsEmpty) return Markup.Empty;
        var table = Table(absent.Take(MostAbsent));
        var rest = absent.Length > MostAbsent
            ? Markup.Of($"<details><summary>{absent.Length - MostAbsent} more</summary>{Rest(absent)}</details>")
            : Markup.Empty;
        return Markup.Of($"<h3>Absent</h3><p>Planned, or measured on an earlier night, and without a value now. None of them is known to "
            + $"be healthy.</p>{table}{rest}");
    }

    private static Markup Table(IEnumerable<NightAbsence> absent) => Scrolled.Of("Absent", Markup.Of(
        $"<table class=\"cards absent\"><thead><tr><th scope=\"col\">Absent</th><th scope=\"col\">Rack</th><th scope=\"col\">Why</th></tr>"
            + $"</thead><tbody>\n{absent.Select(Row)}</tbody></table>"));

    private static Markup Row(NightAbsence one) => Markup.Of(
        $"<tr><td><b>{one.Who}</b></td><td class=\"muted\">{one.Place ?? "unknown"}</td><td>{one.Reason}</td></tr>\n");

    // Every one is named, thousands too: a list for each reason.
    private static Markup Rest(ImmutableArray<NightAbsence> absent)
    {
        var reasons = absent.Skip(MostAbsent).GroupBy(one => one.Reason, StringComparer.Ordinal).Select(group => Markup.Of(
            $"<li>{group.Key}: {group.Select((one, index) => Markup.Of($"{(index > 0 ? ", " : "")}{one.Who}"))}</li>"));
        return Markup.Of($"<ul>{reasons}</ul>");
    }

    public static Markup More(int count, string what, string command) => count <= 0
        ? Markup.Empty
        : Markup.Of($"<p class=\"muted\">{count} more {what}: stackbench {command}</p>");
}
