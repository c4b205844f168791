using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>What rocm_bandwidth_test prints: a result per pair of devices, or per size of a copy.</summary>
internal sealed partial class RocmBandwidthTestImporter : IRunImporter
{
    private const string Benchmark = "rocm-bandwidth-test";

    public string Name => "rocm-bandwidth-test";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Has("RocmBandwidthTest") || source.Has("Directional Benchmark Result") || source.Has("directional Benchmark Result")
            || (source.Lines.Any(line => Section().IsMatch(line.Text)) && source.Lines.Any(line => Header().IsMatch(line.Text)));
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var devices = source.Lines.Select(line => Device().Match(line.Text)).Where(match => match.Success)
            .DistinctBy(match => match.Groups["index"].Value).ToArray();
        // GPUs are printed with their address; where none is, what is known as a GPU by name.
        bool IsGpu(Match device) => device.Groups["address"].Success || GpuName().IsMatch(device.Groups["name"].Value);
        var run = new ImportedRun(Name, source)
        {
            ToolVersion =
                source.Lines.Select(line => Version().Match(line.Text)).FirstOrDefault(match => match.Success)?.Groups["one"].Value,
            Facts =
            [
                .. ImportedRun.Fact("gpu.name", GpuNames.Of(devices.Where(IsGpu).Select(One)), FactRole.Identity),
                .. ImportedRun.Fact("cpu.model", GpuNames.Of(devices.Where(device => !IsGpu(device)).Select(One)), FactRole.Identity),
            ],
        };
        var left = new List<LeftOut>();
        BenchmarkResult[] results = [.. Matrices(run, left), .. Tables(run, left)];
        return run.File(results, left);

        static string One(Match device) => device.Groups["name"].Value.Trim();
    }

    private static IEnumerable<BenchmarkResult> Matrices(ImportedRun run, List<LeftOut> left)
    {
        string? section = null;
        string[] columns = [];
        foreach (var (number, text) in run.Source.Lines)
        {
            if (Section().Match(text) is { Success: true } found)
                (section, columns) =
                    ($"{(found.Groups["mode"].Value == "Uni" ? "unidirectional" : "bidirectional")} {found.Groups["kind"].Value}", []);
            else if (text.Contains("Inter-Device", StringComparison.Ordinal) || text.Contains("Numa Distance", StringComparison.Ordinal)
                || text.Contains(
                "Validation", StringComparison.Ordinal) || text.Contains("Benchmark Result", StringComparison.Ordinal)) section = null;
            else if (section is not null && Header().IsMatch(text)) columns = [.. Words(text).Skip(1)];
            else if (section is not null && columns.Length > 0 && Words(text) is { Length: > 0 } cells
                && cells.Length <= columns.Length + 1 && cells[0].All(char.IsAsciiDigit))
            {
                if (cells.Length <= columns.Length) left.Add(LeftOut.Cut(number));
                else foreach (var (column, cell) in columns.Zip(cells.Skip(1)))
                {
                    var name = $"{section} {cells[0]} -> {column}";
                    if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate))
                        yield return run.Result(
                            Benchmark, name, "gpu", [ImportedRun.Value(MetricDefinitions.Bandwidth, rate * 1e9)], [], Parameters.None);
                    else if (cells[0] != column)
                        yield return run.Result(Benchmark, name, "gpu", new Skipped($"rocm_bandwidth_test wrote {cell}"));
                }
            }
        }
    }

    private static IEnumerable<BenchmarkResult> Tables(ImportedRun run, List<LeftOut> left)
    {
        var (mode, from, to) = ("unidirectional", "?", "?");
        foreach (var (number, text) in run.Source.Lines)
        {
            if (Table().Match(text) is { Success: true } table)
                mode = table.Groups["one"].Value == "Uni" ? "unidirectional" : "bidirectional";
            if (Ends().Match(text) is { Success: true } end)
                (from, to) = end.Groups["end"].Value == "Src" ? (end.Groups["index"].Value, to) : (from, end.Groups["index"].Value);
            if (Sizes().Match(text) is { Success: true } row
                && double.Parse(row.Groups["peak"].Value, CultureInfo.InvariantCulture) is var peak)
                yield return run.Result(
                    Benchmark, $"{mode} peak {from} -> {to} {row.Groups["size"].Value}", "gpu",
                    [ImportedRun.Value(MetricDefinitions.Bandwidth, peak * 1e9),
                        ImportedRun.Time(double.Parse(row.Groups["time"].Value, CultureInfo.InvariantCulture) * 1e-6)],
                    [], ImportParameters.Of(("size", row.Groups["size"].Value)));
            else if (Size().IsMatch(text)) left.Add(LeftOut.Cut(number));
        }
    }

    private static string[] Words(string text) => text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"RocmBandwidthTest Version:\s*(?<one>[\w.]+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Version();

    [GeneratedRegex(@"^\s*Device: (?<index>\d+),\s+(?<name>[^,]+?)\s*(?:,.*(?<address>[0-9a-f]{2}:[0-9a-f]+\.[0-9a-f])\s*)?$",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Device();

    [GeneratedRegex(@"Radeon|Instinct|FirePro|Vega|Navi|gfx\d|\bMI\d", RegexOptions.None, ImportText.Patience)]
    private static partial Regex GpuName();

    [GeneratedRegex(
        @"^\s*(?<mode>Uni|Bi|B)directional copy (?<kind>peak|average) bandwidth GB/s\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\s*D/D\s", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Header();

    [GeneratedRegex(@"(?<one>Uni|Bi)directional Benchmark Result", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Table();

    [GeneratedRegex(@"(?<end>Src|Dst) Device Id: (?<index>\d+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Ends();

    [GeneratedRegex(@"^\s*\d+ (?:Bytes|KB|MB)(?:\s+[\d.]+){0,3}\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Size();

    [GeneratedRegex(@"^\s*(?<size>\d+ (?:Bytes|KB|MB))\s+[\d.]+\s+[\d.]+\s+(?<time>\d{1,12}(?:\.\d+)?)\s+(?<peak>\d{1,12}(?:\.\d+)?)\s*$",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Sizes();
}
