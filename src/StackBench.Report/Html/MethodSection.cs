using System.Globalization;
using StackBench.Core.Results;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>How the numbers were made, and the command that makes them again.</summary>
internal static class MethodSection
{
    public static Markup Of(ReportPage page)
    {
        var run = page.Run;
        const string download = """<p><button type="button" id="download" hidden>Download the run document</button></p></section>""";
        if (run.IsImported)
            return Markup.Of($"""
                <section aria-labelledby="method"><h2 id="method">Method</h2>
                <p>Another tool measured these values; how is known to it. They were imported, and zeros, failed validations and what the tool left out are no values.</p>
                {Markup.Trusted(download)}
                """);
        return Markup.Of($"""
            <section aria-labelledby="method"><h2 id="method">Method</h2>
            <p>Every value is the median over fresh processes (launches: {run.Settings.Launches}); the value of a launch is the median of its samples. An interval is one of the median over launches, at the level it really has. No sample is dropped: those taken while the device was throttled or others used the processor are marked. Order and inputs follow from the seed {run.Settings.Seed.ToString(CultureInfo.InvariantCulture)}. A rate above what physics allows is implausible and no value. Version of the method: {run.Tool.Method}.</p>
            {Again(run)}
            {Markup.Trusted(download)}
            """);
    }

    private static Markup Again(Run run) => ReproduceCommand.Of(run) is { } command
        ? Markup.Of($"<p>Measured again with:</p><pre>{command}</pre>")
        : Markup.Of($"<p>Measured again with stackbench serving, --endpoint and the load that the results' parameters tell: the server's "
        + $"address is not kept.</p>");
}
