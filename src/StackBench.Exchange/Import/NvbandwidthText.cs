using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>What nvbandwidth prints without <c>--json</c>.</summary>
internal static partial class NvbandwidthText
{
    public static bool Recognizes(ImportSource source) =>
        source.Has("nvbandwidth Version") || (source.Has("memcpy") && source.Has("(column)")
            && source.Lines.Any(line => Heading().IsMatch(line.Text)));

    public static ImportedFile Read(IRunImporter importer, ImportSource source)
    {
        var run = new ImportedRun(importer.Name, source)
        {
            ToolVersion = Said(source, "nvbandwidth Version:"),
            Facts = NvbandwidthImporter.Facts(
                Said(source, "CUDA Runtime Version:"), Said(source, "Driver Version:"), null,
                source.Lines.Where(line => Device().IsMatch(line.Text)).Select(line => line.Text)),
        };
        var left = new List<LeftOut>();
        BenchmarkResult[] results = [.. Results(run, left)];
        return run.File(results, left);
    }

    /// <summary>Of a heading; null where it names none.</summary>
    public static string? Unit(string heading) => Heading().Match(heading) is { Success: true } match ? match.Groups["unit"].Value : null;

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run, List<LeftOut> left)
    {
        string? test = null, trouble = null;
        string[] columns = [];
        var (hasResult, unit, isMatrix) = (false, "", false);
        foreach (var (index, (number, text)) in run.Source.Lines.Index())
        {
            if (Waiving().Match(text) is { Success: true } waiving)
                yield return run.Result(
                    "nvbandwidth", waiving.Groups["test"].Value, "gpu", NvbandwidthImporter.Outcome("Waived", null));
            else if (Running().Match(text) is { Success: true } running)
            {
                if (test is not null && !hasResult) yield return Nothing(run, test, trouble);
                (test, trouble, hasResult, isMatrix, columns) = (running.Groups["test"].Value, null, false, false, []);
            }
            else if (Sum().IsMatch(text))
            {
                if (test is not null && !hasResult) yield return Nothing(run, test, trouble);
                (test, isMatrix, columns) = (null, false, []);
            }
            else if (Heading().Match(text) is { Success: true } heading)
            {
                // Where the line before it is not in the file, the sum behind it names the test.
                test ??= run.Source.Lines.Skip(index).Select(line => Sum().Match(line.Text)).FirstOrDefault(match => match.Success)
                    ?.Groups["test"].Value ?? "unknown test";
                (isMatrix, unit, columns) = (true, heading.Groups["unit"].Value, []);
            }
            else if (test is null) continue;
            else if (Status().Match(text) is { Success: true } status)
            {
                hasResult = true;
                yield return run.Result("nvbandwidth", test, "gpu", NvbandwidthImporter.Outcome(
                    status.Groups["status"].Value, status.Groups["reason"].Value is { Length: > 0 } reason ? reason : null));
            }
            else if (Trouble().IsMatch(text)) trouble ??= text.Trim();
            else if (isMatrix)
            {
                var cells = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (cells.Length == 0) isMatrix = columns.Length == 0;
                else if (columns.Length == 0) columns = cells;
                else if (cells.Length == columns.Length + 1)
                {
                    foreach (var (column, cell) in columns.Zip(cells.Skip(1)))
                        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                        {
                            hasResult = true;
                            yield return NvbandwidthImporter.Pair(run, test, cells[0], column, value, unit, null);
                        }
                }
                else if (cells.Length <= columns.Length && cells[0].All(char.IsAsciiDigit))
                {
                    hasResult = true;
                    left.Add(LeftOut.Cut(number));
                }
            }
        }

        if (test is not null && !hasResult) yield return Nothing(run, test, trouble);
    }

    private static BenchmarkResult Nothing(ImportedRun run, string test, string? trouble) => run.Result("nvbandwidth", test, "gpu",
        new Failed(FailureStage.Measure, $"nvbandwidth: {trouble ?? "started it and printed no result"}", []));

    private static string? Said(ImportSource source, string label) => source.Lines
        .Where(line => line.Text.StartsWith(label, StringComparison.Ordinal)).Select(line => line.Text[label.Length..].Trim())
        .FirstOrDefault();

    [GeneratedRegex(@"^Device \d+: ", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Device();

    [GeneratedRegex(@"^\s*Running (?<test>\w+)\.?\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Running();

    /// <summary>As older versions say it.</summary>
    [GeneratedRegex(@"^\s*Waiving (?<test>\w+)\.?\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Waiving();

    [GeneratedRegex(@"^\s*SUM (?<test>\w+) ", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Sum();

    [GeneratedRegex(@"Invalid value when checking|ASSERT in expression|CUDA_ERROR|NVML_ERROR|Segmentation fault", RegexOptions.None,
        ImportText.Patience)]
    private static partial Regex Trouble();

    [GeneratedRegex(@"^\s*\[?(?<status>Waived|ERROR|Error|Not Found)\]?:?\s*(?<reason>.*?)\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Status();

    [GeneratedRegex(@"\((?<unit>GB/s|ns|us)\)\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Heading();
}
