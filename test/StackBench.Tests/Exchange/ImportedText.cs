using System.Text;
using StackBench.Core.Results;
using StackBench.Exchange.Import;

namespace StackBench.Tests.Exchange;

/// <summary>What became of an imported file, as text for snapshots.</summary>
internal static class ImportedText
{
    public static string Of(ImportedFile file)
    {
        var text = new StringBuilder();
        foreach (var run in file.Runs)
        {
            text.Append(run.Tool.Version).Append(", started ").Append(FormattableString.Invariant($"{run.StartedAt:u}")).Append('\n');
            foreach (var fact in run.Fingerprint.Facts.Where(fact => !fact.Name.StartsWith("import.f", StringComparison.Ordinal)))
                text.Append("  ").Append(fact.Role).Append(' ').Append(fact.Name).Append(" = ").Append(fact.Value).Append('\n');
            foreach (var result in run.Results)
                text.Append("  ").Append(result.Key).Append('\n').Append("    ").Append(Outcome(result)).Append('\n')
                    .Append(result.Parameters.Count > 0 ? $"    {result.Parameters}\n" : "");
        }

        foreach (var left in file.Left)
            text.Append(left.IsRefused ? "refused " : "left ").Append(left.What).Append(": ").Append(left.Why).Append('\n');
        return text.ToString();
    }

    private static string Outcome(BenchmarkResult result) => result.Outcome switch
    {
        Ok ok => string.Join(", ",
            ok.Metrics.Select(metric => FormattableString.Invariant($"{metric.Metric} {metric.Value:G6} {metric.Unit.Symbol}").TrimEnd()))
            + FormattableString.Invariant(
            $"; {result.Launches.Length} launch, {result.Launches.Sum(launch => launch.Samples.Length)} samples")
            + (result.Launches[0].Backend == result.Engine ? "" : $", {result.Launches[0].Backend}")
            + string.Concat(ok.Notes.Select(note => $"; {note.Code}: {note.Message}")),
        Skipped skipped => $"skipped: {skipped.Reason}",
        Failed failed => $"failed ({failed.Stage}): {failed.Reason}{string.Concat(failed.LogTail.Select(line => $" | {line}"))}",
        _ => "implausible",
    };
}
