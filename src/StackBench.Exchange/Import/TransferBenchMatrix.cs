using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>The matrices of TransferBench's presets p2p and a2a, as text and as CSV: a result per pair and direction.</summary>
internal static partial class TransferBenchMatrix
{
    private static readonly string[] Statistics = ["min", "max", "sd"];

    public static bool IsHeader(string line) => Header().IsMatch(line);

    public static IEnumerable<BenchmarkResult> Results(ImportedRun run)
    {
        var (preset, mode, executor, access, bytes) = ("p2p", "unidirectional", (string?)null, (string?)null, (string?)null);
        string[] columns = [];
        foreach (var (_, text) in run.Source.Lines)
        {
            if (Size().Match(text) is { Success: true } size) bytes = size.Groups["bytes"].Value;
            if (text.Contains("All-To-All", StringComparison.OrdinalIgnoreCase) || text.StartsWith("Summary:", StringComparison.Ordinal))
                (preset, mode, columns) = ("a2a", "all pairs at once", []);
            if (Section().Match(text) is { Success: true } section)
                (preset, mode, executor, access, columns) = ("p2p",
                    section.Groups["mode"].Value == "Uni" ? "unidirectional" : "bidirectional", Said(section, "executor"),
                    Said(section, "access"), []);
            if (Header().IsMatch(text)) columns = [.. Device().Matches(text).Select(Named)];
            else if (columns.Length > 0 && Row().Match(text) is { Success: true } row)
            {
                var direction = row.Groups["direction"].Value.Trim();
                if (Statistics.Contains(direction)) continue;
                var source = Named(row);
                var cells = text[row.Length..].Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
                foreach (var (column, cell) in columns.Zip(cells))
                {
                    var name = $"{preset} {mode} {source} {(direction.Length > 0 ? direction : "->")} {column}";
                    var device = source.StartsWith('C') && column.StartsWith('C') ? "cpu" : "gpu";
                    var parameters = ImportParameters.Of(
                        ("bytes", bytes), ("executor", executor), ("access", access), ("mode", mode));
                    if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate))
                        yield return run.Result(
                            "transferbench", name, device, [ImportedRun.Value(MetricDefinitions.Bandwidth, rate * 1e9)], [], parameters);
                    else if (source != column)
                        yield return run.Result("transferbench", name, device, new Skipped($"TransferBench wrote {cell}"), parameters);
                }
            }
            else if (Total().Match(text) is { Success: true } total
                && double.TryParse(total.Groups["rate"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var all))
                yield return run.Result(
                    "transferbench", $"{preset} {total.Groups["name"].Value.ToLowerInvariant()} {total.Groups["clock"].Value} timed", "gpu",
                    [ImportedRun.Value(MetricDefinitions.Bandwidth, all * 1e9)], [], ImportParameters.Of(("bytes", bytes)));
        }
    }

    private static string? Said(Match match, string group) => match.Groups[group].Value is { Length: > 0 } told ? told : null;

    private static string Named(Match device) =>
        $"{device.Groups["kind"].Value}{device.Groups["number"].Value.PadLeft(2, '0')}";

    [GeneratedRegex(@"Bytes Per Direction[ ,](?<bytes>\d+)|\[(?<bytes>\d+) bytes per Transfer\]", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Size();

    [GeneratedRegex(
        @"^\s*(?<mode>Uni|Bi)directional copy peak bandwidth[^\[(]*(?:\[(?<access>[^\]]*)\])?.*?(?:GPU-Executor: (?<executor>\w+))?\)?\s*$",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\s*SRC(?:\+EXE)?\\(?:EXE\+)?DST[\s,]", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Header();

    [GeneratedRegex(@"(?<kind>CPU|GPU)\s*(?<number>\d+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Device();

    [GeneratedRegex(
        @"^\s*(?<kind>CPU|GPU)\s*(?<number>\d+)\s*(?<direction>->|<->|<-|min\b|max\b|sd\b)?[\s,]", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Row();

    [GeneratedRegex(
        @"^(?<name>Average|Aggregate)\s+bandwidth \((?<clock>CPU|GPU) Timed\):\s*(?<rate>[\d.]+) GB/s", RegexOptions.IgnoreCase,
        ImportText.Patience)]
    private static partial Regex Total();
}
