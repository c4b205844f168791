using System.Security.Cryptography;
using System.Text;
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
        var (style, script) = (Resource("report.css"), Resource("report.js"));
        // Style and script are named by their hashes: nothing else runs, whatever a document manages to write into the page.
        var policy =
            $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; img-src data:; base-uri "
                + $"'none'; form-action 'none'";
        (string Id, string Title, Markup Body)[] sections =
        [
            ("changes", "Against the baseline", ForestSection.Of(page)), ("results", "Results", ResultTable.Of(page)),
            ("ladder", "Layers", LadderSection.Of(page)), ("roofline", "Roofline", RooflineSection.Of(page)),
            ("scaling", "Scaling", SweepSection.Of(page)), ("details", "In detail", DetailSection.Of(page)),
            ("history", "History", HistorySection.Of(page)), ("machine", "Machine", FingerprintSection.Of(page)),
            ("method", "Method", MethodSection.Of(page)),
        ];
        return Markup.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Markup.Trusted(policy)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="StackBench">
            <title>{Title(page.Content)}</title>
            <style>{Markup.Trusted(style)}</style>
            </head>
            <body>
            <a class="skip" href="#results">Skip to the results</a>
            {VerdictStrip.Of(page)}
            {Contents(sections)}
            <main>
            {sections.Select(section => section.Body)}
            </main>
            {RawDocument.Of(page)}
            <script>{Markup.Trusted(script)}</script>
            </body>
            </html>
            """).ToString().ReplaceLineEndings("\n") + "\n";
    }

    private static Markup Contents(IEnumerable<(string Id, string Title, Markup Body)> sections) => Markup.Of(
        $"<nav class=\"contents\" aria-label=\"Contents\">{sections.Where(section => section.Body != Markup.Empty).Select(section =>
            Markup.Of($"<a href=\"#{section.Id}\">{section.Title}</a> "))}</nav>");

    /// <summary>The title of a report that was given none names the run.</summary>
    internal static string Title(ReportContent content) => content.Title is { Length: > 0 } title
        ? title
        : $"StackBench run {content.Run.Id}{(content.Run.Label is null ? "" : $" ({content.Run.Label})")}";

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
