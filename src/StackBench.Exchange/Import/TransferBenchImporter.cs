using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Text;

namespace StackBench.Exchange.Import;

/// <summary>
/// TransferBench: transfers of its CSV (<c>OUTPUT_TO_CSV=1</c>) and of its text, and the matrices of its presets p2p and a2a.
/// Its GB are 10⁹ bytes.
/// </summary>
internal sealed partial class TransferBenchImporter : IRunImporter
{
    private const string Benchmark = "transferbench";

    public string Name => "transferbench";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Lines.Any(line => IsHeader(line.Text) || TransferBenchMatrix.IsHeader(line.Text) || Transfer().IsMatch(line.Text))
            || source.Has("TransferBench v");
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var run = new ImportedRun(Name, source)
        {
            ToolVersion =
                source.Lines.Select(line => Version().Match(line.Text)).FirstOrDefault(match => match.Success)?.Groups["one"].Value,
        };
        var settings = TransferBenchSettings.Of(source);
        var left = new List<LeftOut>();
        BenchmarkResult[] results = [.. Csv(run, left), .. Text(run, left), .. TransferBenchMatrix.Results(run), .. Errors(run)];
        return run.File(results.Select(result => result with { Parameters = new([.. result.Parameters, .. settings]) }), left);
    }

    private static IEnumerable<BenchmarkResult> Csv(ImportedRun run, List<LeftOut> left)
    {
        string[]? names = null;
        foreach (var (number, text) in run.Source.Lines)
        {
            if (IsHeader(text)) names = CsvCells.Of(text);
            else if (names is not null && text.Length > 0 && char.IsAsciiDigit(text[0]))
            {
                var columns = names;
                foreach (var result in ImportedRun.Each([text], row => Row(run, number, columns, CsvCells.Of(row)), left))
                    yield return result;
            }
        }
    }

    private static BenchmarkResult Row(ImportedRun run, int number, string[] names, string[] cells)
    {
        if (cells.Length < names.Length) throw Wrong(run, number, $"has {cells.Length} cells, not {names.Length}");
        string Cell(string name) =>
            Array.FindIndex(names, column => column == name) is >= 0 and var at ? cells[at] : throw Wrong(run, number, $"no column {name}");
        var exe = Cell("Exe");
        // Addresses change from run to run; what moved, from where, by whom and where to does not.
        return run.Result(
            Benchmark, $"test {cells[0]} {cells[1]}: {Cell("Src")} -> {exe} -> {Cell("Dst")}, {Cell("CUs")} units, {Cell("NumBytes")} B",
            "gpu",
            [ImportedRun.Value(MetricDefinitions.Bandwidth, Number(run, number, Cell("BW(GB/s)")) * 1e9),
                ImportedRun.Time(Number(run, number, Cell("Time(ms)")) * 1e-3)],
            [], ImportParameters.Of(("bytes", Cell("NumBytes")), ("executor", exe), ("units", Cell("CUs"))));
    }

    // Generations order these cells differently, each has its unit.
    private static IEnumerable<BenchmarkResult> Text(ImportedRun run, List<LeftOut> left)
    {
        var test = "";
        foreach (var (number, text) in run.Source.Lines)
        {
            if (Test().Match(text) is { Success: true } heading) test = heading.Groups["one"].Value;
            if (Transfer().Match(text) is not { Success: true } transfer) continue;
            var (rate, time, bytes) = (Measured().Match(text), Milliseconds().Match(text), Bytes().Match(text));
            if (!rate.Success)
            {
                left.Add(LeftOut.OfLine(number, "names no rate in GB/s"));
                continue;
            }

            var path = text[(text.LastIndexOf('|') + 1)..].Trim();
            var name = transfer.Groups["name"].Value;
            yield return run.Result(
                Benchmark,
                $"test {test} {name}{(path.Contains("->", StringComparison.Ordinal) ? $": {path}" : "")}"
                    + (bytes.Success ? $", {bytes.Groups["one"].Value} B" : ""),
                "gpu",
                [
                    ImportedRun.Value(MetricDefinitions.Bandwidth, Parsed(rate) * 1e9),
                    .. time.Success ? [ImportedRun.Time(Parsed(time) * 1e-3)] : (MetricValue[])[],
                ],
                [], ImportParameters.Of(("bytes", bytes.Success ? bytes.Groups["one"].Value : null)));
        }
    }

    private static IEnumerable<BenchmarkResult> Errors(ImportedRun run) => run.Source.Lines
        .Where(line => line.Text.TrimStart().StartsWith("[ERROR]", StringComparison.Ordinal))
        .Select(line => run.Result(Benchmark, "all", "gpu", new Failed(FailureStage.Measure, line.Text.Trim()["[ERROR]".Length..], [])))
        .Take(1);

    private static double Parsed(Match match) => double.Parse(match.Groups["one"].Value, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool IsHeader(string line) =>
        line.StartsWith("Test#,", StringComparison.Ordinal) && line.Contains("BW(GB/s)", StringComparison.Ordinal);

    private static double Number(ImportedRun run, int line, string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(run, line, $"'{ImportText.Line(cell)}' is not a number");

    private static ImportException Wrong(ImportedRun run, int line, string reason) =>
        new(run.Source.Name, string.Create(CultureInfo.InvariantCulture, $"line {line}"), reason);

    [GeneratedRegex(@"TransferBench v(?<one>[\w.]+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Version();

    [GeneratedRegex(@"^\s*Test (?<one>\d+)\s*:", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Test();

    [GeneratedRegex(
        @"^\s*(?<name>Transfer \d+|Aggregate \(CPU\)|Aggregate Bandwidth \(CPU timed\))\s*\|", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Transfer();

    [GeneratedRegex(@"(?<one>\d{1,12}(?:\.\d+)?) GB/s", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Measured();

    [GeneratedRegex(@"(?<one>\d{1,12}(?:\.\d+)?) ms", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Milliseconds();

    [GeneratedRegex(@"(?<one>\d{1,18}) bytes", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Bytes();
}
