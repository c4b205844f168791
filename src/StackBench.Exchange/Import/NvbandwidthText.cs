using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>What nvbandwidth prints without <c>--json</c>.</summary>
internal static partial class NvbandwidthText
{
    public static bool Recognizes(ImportSource source) =>
        source.Has("nvbandwidth Version") || (source.Has("Running ") && source.Has("(row)") && source.Has("(column)"));

    public static ImportedFile Read(IRunImporter importer, ImportSource source)
    {
        var run = new ImportedRun(importer.Name, source)
        {
            ToolVersion = Said(source, "nvbandwidth Version:"),
            Facts = NvbandwidthImporter.Facts(
                Said(source, "CUDA Runtime Version:"), Said(source, "Driver Version:"), null,
                source.Lines.Where(line => Device().IsMatch(line.Text)).Select(line => line.Text)),
        };
        return run.File(Results(run));
    }

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run)
    {
        string? test = null;
        string[] columns = [];
        var (hasResult, isLatency, isMatrix) = (false, false, false);
        foreach (var (_, text) in run.Source.Lines)
        {
            if (Running().Match(text) is { Success: true } running)
            {
                if (test is not null && !hasResult) yield return Nothing(run, test);
                (test, hasResult, isMatrix, columns) = (running.Groups["test"].Value, false, false, []);
            }
            else if (test is null) continue;
            else if (Status().Match(text) is { Success: true } status)
            {
                hasResult = true;
                yield return run.Result("nvbandwidth", test, "gpu", NvbandwidthImporter.Outcome(
                    status.Groups["status"].Value, status.Groups["reason"].Value is { Length: > 0 } reason ? reason : null));
            }
            else if (Heading().Match(text) is { Success: true } heading)
                (isMatrix, isLatency, columns) = (true, heading.Groups["unit"].Value != "GB/s", []);
            else if (isMatrix)
            {
                var cells = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (cells.Length == 0) isMatrix = columns.Length == 0;
                else if (columns.Length == 0) columns = cells;
                else if (cells.Length == columns.Length + 1)
                {
                    foreach (var (column, cell) in columns.Zip(cells.Skip(1)))
                        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                        {
                            hasResult = true;
                            yield return NvbandwidthImporter.Pair(run, test, cells[0], column, number, isLatency, null);
                        }
                }
            }
        }

        if (test is not null && !hasResult) yield return Nothing(run, test);
    }

    private static BenchmarkResult Nothing(ImportedRun run, string test) =>
        run.Result("nvbandwidth", test, "gpu", new Failed(FailureStage.Measure, "nvbandwidth started it and printed no result", []));

    private static string? Said(ImportSource source, string label) => source.Lines
        .Where(line => line.Text.StartsWith(label, StringComparison.Ordinal)).Select(line => line.Text[label.Length..].Trim())
        .FirstOrDefault();

    [GeneratedRegex(@"^Device \d+: ", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Device();

    [GeneratedRegex(@"^\s*Running (?<test>\w+)\.?\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Running();

    [GeneratedRegex(@"^\s*\[?(?<status>Waived|ERROR|Error|Not Found)\]?:?\s*(?<reason>.*?)\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Status();

    [GeneratedRegex(@"\((?<unit>GB/s|ns|us)\)\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Heading();
}
