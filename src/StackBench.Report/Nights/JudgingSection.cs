using StackBench.Report.Writing;

namespace StackBench.Report.Nights;

/// <summary>How a night is judged, and the commands that go on from here.</summary>
internal static class JudgingSection
{
    public static Markup Of(NightContent content) => Markup.Of($"""
        <section aria-labelledby="method"><h2 id="method">Method</h2>
        <p>A device is compared with its own earlier nights, less what the fleet changed, and with the same slot of other nodes. One job raises a suspicion; a fresh job confirms or clears it. Below five devices there is no verdict. What is absent, or was left out, is never counted as healthy.</p>
        <p>The whole matrix, the findings, and a fresh job for each suspect:</p><pre>stackbench fleet report FOLDER --night {Shown(content.Night)} --format csv
        stackbench fleet outliers FOLDER --night {Shown(content.Night)}
        stackbench fleet run --again {Shown(content.Night)} --spool FOLDER</pre></section>
        """);

    // People paste commands into a shell: what could mean something to it is quoted.
    private static string Shown(string night) => Core.Text.ShellWord.Of(Core.Text.SafeText.OneLine(night));
}
