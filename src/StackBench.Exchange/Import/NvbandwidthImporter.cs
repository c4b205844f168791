using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>nvbandwidth's text and its <c>--json</c>: a result per pair of a test's matrix. Its GB are 10⁹ bytes.</summary>
internal sealed class NvbandwidthImporter : IRunImporter
{
    private const string Benchmark = "nvbandwidth";

    public string Name => "nvbandwidth";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Has("\"nvbandwidth\"") || NvbandwidthText.Recognizes(source);
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!source.Has("\"nvbandwidth\"")) return NvbandwidthText.Read(this, source);
        var (roots, left) = JsonDocuments.Of(source, root => root.IsObject && root.Find("nvbandwidth") is { IsObject: true });
        JsonField[] reports = [.. roots.Select(root => root.Get("nvbandwidth"))];
        var first = reports[0];
        var run = new ImportedRun(Name, source)
        {
            ToolVersion = first.Word("version") ?? first.Word("git_version"),
            Facts = Facts(first.Word("CUDA Runtime Version"), first.Word("Driver Version"), first.Word("Hostname"),
                (first.Find("GPU Device list") ?? first.Find("GPU Device info")) is { IsList: true } devices
                    ? devices.Items.Select(device => device.Text)
                    : []),
        };
        return run.File(reports.SelectMany((report, index) => Results(run with { Process = index + 1 }, report)), left);
    }

    /// <param name="devices">As <c>0: NVIDIA H100 (0000000f:00:00): (host)</c>.</param>
    internal static ImmutableArray<FingerprintFact> Facts(string? cuda, string? driver, string? host, IEnumerable<string> devices) =>
    [
        .. ImportedRun.Fact("gpu.name", GpuNames.Of(devices.Select(device => device[(device.IndexOf(": ", StringComparison.Ordinal) + 1)..]
            .Split('(')[0].Trim())), FactRole.Identity),
        .. ImportedRun.Fact("software.cuda", cuda, FactRole.Cause),
        .. ImportedRun.Fact("software.nvidia", driver, FactRole.Cause),
        .. ImportedRun.Fact("os.hostname", host, FactRole.Noise),
    ];

    /// <summary>Skipped for what the tool waives, failed for everything else that is no success.</summary>
    internal static Outcome Outcome(string status, string? reason) => status.Contains("Waived", StringComparison.OrdinalIgnoreCase)
        ? new Skipped($"nvbandwidth: {status}{(reason is null ? "" : $": {reason}")}")
        : new Failed(FailureStage.Measure, $"nvbandwidth: {reason ?? status}", []);

    /// <param name="unit">As the heading of a matrix names it: <c>GB/s</c>, <c>ns</c> or <c>us</c>.</param>
    internal static BenchmarkResult Pair(
        ImportedRun run, string name, string row, string column, double number, string unit, Parameters? parameters)
    {
        var value = unit switch
        {
            "ns" => ImportedRun.Value(MetricDefinitions.Latency, number * 1e-9),
            "us" => ImportedRun.Value(MetricDefinitions.Latency, number * 1e-6),
            _ => ImportedRun.Value(MetricDefinitions.Bandwidth, number * 1e9),
        };
        return run.Result(Benchmark, $"{name} [{row},{column}]", "gpu", [value], [], parameters);
    }

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run, JsonField report)
    {
        var error = report.Word("error");
        JsonField[] tests = report.Find("testcases") is { IsList: true } list ? [.. list.Items] : [];
        foreach (var result in tests.SelectMany(test => OfTest(run, report, test))) yield return result;
        if (error is not null)
            yield return run.Result(Benchmark, "all", "gpu", new Failed(FailureStage.Measure, $"nvbandwidth: {error}", []));
    }

    private static IEnumerable<BenchmarkResult> OfTest(ImportedRun run, JsonField report, JsonField test)
    {
        var name = test.Get("name").Text;
        var (status, error) = (test.Word("status") ?? "no result", test.Word("error"));
        if (error is not null || test.Find("bandwidth_matrix") is not { IsList: true } matrix)
        {
            yield return run.Result(Benchmark, name, "gpu", Outcome(error is null ? status : "Error", error));
            yield break;
        }

        // The description is the heading of the text.
        var unit = test.Word("bandwidth_description") is { } heading && NvbandwidthText.Unit(heading) is { } said ? said
            : name.Contains("latency", StringComparison.OrdinalIgnoreCase) ? "ns" : "GB/s";
        var parameters = ImportParameters.Of(("bufferSize", report.Word("bufferSize")));
        foreach (var (row, line) in matrix.Items.Index())
            foreach (var (column, cell) in line.Items.Index())
            {
                if (cell.Element.ValueKind == JsonValueKind.String && cell.Text is "N/A") continue;
                var number = cell.Element.ValueKind == JsonValueKind.Number ? cell.Number
                    : double.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
                    && double.IsFinite(parsed)
                    ? parsed
                    : throw cell.Wrong("a number or N/A");
                yield return Pair(run, name, Text(row), Text(column), number, unit, parameters);
            }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
