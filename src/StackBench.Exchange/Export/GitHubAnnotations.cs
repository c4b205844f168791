using StackBench.Core.Comparison;
using StackBench.Core.Text;
using StackBench.Report;

namespace StackBench.Exchange.Export;

/// <summary>
/// Workflow commands of GitHub Actions: an error for each result the gate fails on, a warning for each suspicion, the answer as a notice.
/// </summary>
internal sealed class GitHubAnnotations : IComparisonExporter
{
    public string Name => "github";

    public void Write(RunComparison comparison, FailOn failOn, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var finding in ComparisonFinding.Of(comparison, failOn))
        {
            if (finding.Kind is FindingKind.Failure or FindingKind.Warning)
                Command(writer, finding.Kind == FindingKind.Failure ? "error" : "warning", finding.Title, finding.Text);
        }

        // Nobody should take silence for a pass.
        var isTested = ComparisonCounts.Of(comparison).Tested > 0;
        var obstacle = ComparisonText.OnlySuspected(comparison) is { } text ? $". {text}" : "";
        Command(writer, isTested ? "notice" : "warning", "StackBench", ComparisonAnswer.Of(comparison) + obstacle);
    }

    private static void Command(TextWriter writer, string level, string title, string message)
    {
        var property = Escaped(title).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
        writer.Write($"::{level} title={property}::{Escaped(message)}\n");
    }

    /// <summary>As the runner's toolkit escapes data; line ends are gone before.</summary>
    private static string Escaped(string text) => SafeText.OneLine(text).Replace("%", "%25", StringComparison.Ordinal);
}
