using StackBench.Core.Units;
using StackBench.Report.Html;
using StackBench.Report.Writing;

namespace StackBench.Report.Nights;

/// <summary>The slowest devices as a table, whatever the verdicts; a script sorts and filters it.</summary>
internal static class SlowestSection
{
    public static Markup Of(NightContent content) => content.Slowest.IsEmpty ? Markup.Empty : Markup.Of($"""
        <section aria-labelledby="slowest"><h2 id="slowest">Slowest</h2>
        <p>The slowest {content.Slowest.Length} devices, by the mean over their workloads against the median of the same slot of other nodes.</p>
        <p class="filter" hidden><label>Show only rows with <input type="search" id="filter" autocomplete="off"></label> <span id="shown" role="status"></span></p>
        {Scrolled.Of("Slowest", Markup.Of($"<table id=\"ranks\" class=\"cards sorted\"><thead><tr><th scope=\"col\">Device</th><th scope=\"col\">Rack</th><th scope=\"col\" class=\"number\">Speed</th><th scope=\"col\">Slowest in</th><th scope=\"col\">Verdict</th></tr></thead><tbody>\n{content.Slowest.Select(Row)}</tbody></table>"))}</section>
        """);

    private static Markup Row(NightRank one) => Markup.Of(
        $"<tr><td><b>{one.Who}</b></td><td class=\"muted\">{one.Place ?? "unknown"}</td>"
            + $"<td class=\"number\" data-v=\"{NumberText.Exact(one.Difference)}\">{SignedShare.Of(one.Difference)}</td>"
            + $"<td>{one.SlowestIn}</td><td class=\"{RoleClass.Of(one.Sign.Role)}\">{one.Sign.Unicode} {one.Verdict}</td></tr>\n");
}
