using System.Globalization;
using System.Text;
using StackBench.Core.Results;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>A report as one HTML file that needs nothing else: no network, no library, readable without JavaScript and on paper.</summary>
public static class HtmlReport
{
    /// <summary>A larger page is hard to mail or to attach; one of very many results is larger all the same.</summary>
    public const int MostBytes = 300_000;

    public static void Write(ReportContent content, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(writer);
        var table = RunTable.Of(content.Run);
        var text = "";
        var least = table.Rows.Length > ReportPage.MostDetails ? ReportPage.MostBrevity : 0;
        for (var brevity = least; brevity <= ReportPage.MostBrevity; brevity++)
        {
            text = Page(new ReportPage(content, table, brevity));
            if (Encoding.UTF8.GetByteCount(text) < MostBytes) break;
        }

        writer.Write(text);
    }

    private static string Page(ReportPage page)
    {
        (string Id, string Title, Markup Body)[] sections =
        [
            ("changes", "Against the baseline", ForestSection.Of(page)), ("results", "Results", ResultTable.Of(page)),
            ("ladder", "Layers", LadderSection.Of(page)), ("roofline", "Roofline", RooflineSection.Of(page)),
            ("scaling", "Scaling", SweepSection.Of(page)), ("details", "In detail", DetailSection.Of(page)),
            ("history", "History", HistorySection.Of(page)), ("machine", "Machine", FingerprintSection.Of(page)),
            ("method", "Method", MethodSection.Of(page)),
        ];
        return PageFrame.Of(Title(page.Content), VerdictStrip.Of(page), sections, RawDocument.Of(page));
    }

    /// <summary>The title of a report that was given none says what was measured when; ids are for machines.</summary>
    internal static string Title(ReportContent content) => content.Title is { Length: > 0 } title
        ? title
        : $"{content.Run.Label ?? MachineSummary.Of(content.Run.Fingerprint)}, "
        + content.Run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
