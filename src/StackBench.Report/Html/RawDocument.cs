using System.Text;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>
/// The run document within the page. What would make the page too large to mail is left out of it, the
/// bulkiest first, and the page says so.
/// </summary>
internal static class RawDocument
{
    public static Markup Of(ReportPage page)
    {
        var run = page.Run;
        (Func<Run, Run> Form, string? LeftOut)[] forms =
        [
            (form => form, null),
            (form => EachLaunch(form, launch => launch with
            {
                Telemetry = launch.Telemetry is { } telemetry ? telemetry with { Series = Core.Telemetry.TelemetrySeries.Empty } : null,
            }), "the series of telemetry"),
            (form => EachLaunch(form, launch => launch with
            {
                Telemetry = null,
                Samples = [],
                Series = launch.Series.Clear(),
            }), "samples and telemetry"),
        ];
        foreach (var (form, leftOut) in forms)
        {
            var document = RunDocument.Write(form(run));
            if (document.Length > page.DocumentBytes) continue;
            var note = leftOut is null
                ? Markup.Empty
                : Markup.Of($"<p class=\"muted foot\">The embedded run document lacks {leftOut}; 'stackbench export "
                    + $"{run.Id}' writes all of it.</p>");
            return Markup.Of($"{note}<script type=\"application/json\" id=\"run\">{Markup.Trusted(Escape(document))}</script>");
        }

        return Markup.Of(
            $"<p class=\"muted foot\">The run document is too large for this page; 'stackbench export {run.Id}' writes it.</p>");
    }

    private static Run EachLaunch(Run run, Func<Launch, Launch> change) =>
        run with { Results = [.. run.Results.Select(result => result with { Launches = [.. result.Launches.Select(change)] })] };

    /// <summary>The writer escapes these already; that nothing can end the element must not hang on its settings.</summary>
    private static string Escape(byte[] json) => Encoding.UTF8.GetString(json)
        .Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal)
        .Replace("&", "\\u0026", StringComparison.Ordinal);
}
