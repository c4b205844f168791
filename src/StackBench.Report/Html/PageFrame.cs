using System.Security.Cryptography;
using System.Text;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>What every page has: policy, style, contents, script.</summary>
internal static class PageFrame
{
    /// <param name="header">Above the contents.</param>
    /// <param name="sections">Those that are empty have no place in the contents.</param>
    /// <param name="data">Behind everything that is read.</param>
    /// <param name="further">Style sheet that this kind of page needs besides; null for none.</param>
    public static string Of(
        string title, Markup header, IEnumerable<(string Id, string Title, Markup Body)> sections, Markup data, string? further = null)
    {
        var (style, script) = (Resource("report.css") + (further is null ? "" : Resource(further)), Resource("report.js"));
        // Style and script are named by their hashes: nothing else runs, whatever a document manages to write into the page.
        var policy =
            $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; img-src data:; base-uri "
                + $"'none'; form-action 'none'";
        return Markup.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Markup.Trusted(policy)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="StackBench">
            <title>{title}</title>
            <style>{Markup.Trusted(style)}</style>
            </head>
            <body>
            <a class="skip" href="#results">Skip to the results</a>
            {header}
            {Contents(sections)}
            <main>
            {sections.Select(section => section.Body)}
            </main>
            {data}
            <script>{Markup.Trusted(script)}</script>
            </body>
            </html>
            """).ToString().ReplaceLineEndings("\n") + "\n";
    }

    private static Markup Contents(IEnumerable<(string Id, string Title, Markup Body)> sections) => Markup.Of(
        $"<nav class=\"contents\" aria-label=\"Contents\">{sections.Where(section => section.Body != Markup.Empty).Select(section =>
            Markup.Of($"<a href=\"#{section.Id}\">{section.Title}</a> "))}</nav>");

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
