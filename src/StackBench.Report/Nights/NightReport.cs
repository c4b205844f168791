using System.Text;
using StackBench.Report.Html;
using StackBench.Report.Writing;

namespace StackBench.Report.Nights;

/// <summary>The answer of a fleet's night as one HTML file that needs nothing else.</summary>
public static class NightReport
{
    /// <summary>Nodes above which a rack is a cell, whatever the size of the page: more blocks than a screen shows.</summary>
    public const int MostNodes = 2000;

    /// <summary>A page of racks is of a fleet so large that it may be larger than the one of a run.</summary>
    public const int MostBytesOfRacks = 1_000_000;

    public static void Write(NightContent content, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(writer);
        var text = "";
        var first = content.Nodes > MostNodes ? NightDetailLevel.Racks : NightDetailLevel.Explained;
        for (var level = first; level <= NightDetailLevel.Brief; level++)
        {
            text = Page(content, level);
            if (Encoding.UTF8.GetByteCount(text) < (level < NightDetailLevel.Racks ? HtmlReport.MostBytes : MostBytesOfRacks)) break;
        }

        writer.Write(text);
    }

    private static string Page(NightContent content, NightDetailLevel level)
    {
        (string Id, string Title, Markup Body)[] sections =
        [
            ("results", "Slow and absent", FindingSection.Of(content)), ("map", "Map", MapSection.Of(content, level)),
            ("spread", "Spread", SpreadSection.Of(content, level)), ("slowest", "Slowest", SlowestSection.Of(content)),
            ("nights", "Nights", NightSection.Of(content)), ("method", "Method", JudgingSection.Of(content)),
        ];
        return PageFrame.Of(content.Title ?? $"Fleet, {content.Night}", Header(content), sections, Markup.Empty, "fleet.css");
    }

    private static Markup Header(NightContent content) => Markup.Of($"""
        <header>
        <h1>{content.Title ?? $"Fleet, {content.Night}"}</h1>
        <p class="muted">{content.Measured}</p>
        <ul class="answer">{content.Answer.Select(sentence => Markup.Of($"<li><span class=\"{RoleClass.Of(sentence.Sign.Role)}\">{sentence.Sign.Unicode}</span> {sentence.Text}</li>"))}</ul>
        </header>
        """);
}
