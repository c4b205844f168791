using System.Globalization;
using System.Text.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>nvbandwidth's <c>--json</c>: a result per pair of a test's matrix. Its GB are 10⁹ bytes.</summary>
internal sealed class NvbandwidthImporter : IRunImporter
{
    public string Name => "nvbandwidth";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Text.Contains("\"nvbandwidth\"", StringComparison.Ordinal)
            && source.Text.Contains("\"testcases\"", StringComparison.Ordinal);
    }

    public Run Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var root = JsonField.Parse(source).Get("nvbandwidth");
        var run = new ImportedRun(Name, source)
        {
            ToolVersion = root.Find("git_version")?.Text,
            Facts =
                [.. new[] { ("software.cuda", "CUDA Runtime Version"), ("gpu.imported.driver-version", "Driver Version") }
                    .Where(fact => root.Find(fact.Item2) is not null)
                    .Select(fact => new FingerprintFact(fact.Item1, root.Get(fact.Item2).Text, FactRole.Cause))],
        };
        return run.With(root.Get("testcases").Items.SelectMany(test => Results(run, test)));
    }

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run, JsonField test)
    {
        var name = test.Get("name").Text;
        if (test.Find("bandwidth_matrix") is not { } matrix)
        {
            var status = test.Find("status")?.Text ?? "no matrix";
            Outcome outcome = status.Contains("Waived", StringComparison.OrdinalIgnoreCase)
                ? new Skipped($"nvbandwidth: {status}")
                : new Failed(FailureStage.Measure, $"nvbandwidth: {status}", []);
            yield return run.Result("nvbandwidth", name, "gpu", outcome);
            yield break;
        }

        var isLatency = name.Contains("latency", StringComparison.OrdinalIgnoreCase);
        foreach (var (row, line) in matrix.Items.Index())
            foreach (var (column, cell) in line.Items.Index())
            {
                if (cell.Element.ValueKind == JsonValueKind.String && cell.Text is "N/A") continue;
                var number = cell.Element.ValueKind == JsonValueKind.Number ? cell.Number
                    : double.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
                    && double.IsFinite(parsed)
                    ? parsed
                    : throw cell.Wrong("a number or N/A");
                if (number <= 0) throw cell.Wrong("above 0");
                var value = isLatency
                    ? ImportedRun.Value(MetricDefinitions.Latency, number * 1e-9)
                    : ImportedRun.Value(MetricDefinitions.Bandwidth, number * 1e9);
                yield return run.Result(
                    "nvbandwidth", string.Create(CultureInfo.InvariantCulture, $"{name} [{row},{column}]"), "gpu", [value], []);
            }
    }
}
