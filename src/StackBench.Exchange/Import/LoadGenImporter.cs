using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Import;

/// <summary>
/// MLPerf LoadGen's <c>mlperf_log_summary.txt</c>: the scenario's own metric; a run that LoadGen calls invalid is failed.
/// </summary>
internal sealed partial class LoadGenImporter : IRunImporter
{
    private const string Title = "MLPerf Results Summary", Nanoseconds = "(ns)";

    public string Name => "mlperf-loadgen";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Has(Title);
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var run = new ImportedRun(Name, source);
        var starts = source.Lines.Index().Where(line => line.Item.Text.Contains(Title, StringComparison.Ordinal)).Select(line => line.Index)
            .Append(source.Lines.Count).ToArray();
        return run.File(starts.Zip(starts.Skip(1)).Select((range, index) =>
            Result(run with { Process = index + 1 },
                [.. source.Lines.Skip(range.First).Take(range.Second - range.First).Select(line => line.Text)])));
    }

    private static BenchmarkResult Result(ImportedRun run, string[] lines)
    {
        var fields = lines.Select(line => (At: line.IndexOf(':', StringComparison.Ordinal), Line: line)).Where(line => line.At > 0)
            .Select(line => (Name: line.Line[..line.At].TrimEnd(' ', ':').Trim(), Value: line.Line[(line.At + 1)..].Trim()))
            .DistinctBy(field => field.Name).ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        var scenario = fields.GetValueOrDefault("Scenario") ?? "unknown scenario";
        var parameters = ImportParameters.Of(
            ("sut", fields.GetValueOrDefault("SUT name")), ("scenario", scenario), ("mode", fields.GetValueOrDefault("Mode")),
            ("target_qps", fields.GetValueOrDefault("target_qps")), ("samples_per_query", fields.GetValueOrDefault("samples_per_query")),
            ("target_latency", fields.GetValueOrDefault("target_latency (ns)")),
            ("max_async_queries", fields.GetValueOrDefault("max_async_queries")),
            ("performance_sample_count", fields.GetValueOrDefault("performance_sample_count")));
        var workload = $"{scenario} {fields.GetValueOrDefault("SUT name")}".Trim();
        if (fields.GetValueOrDefault("Result is") is not "VALID" and var verdict)
        {
            var reasons = fields.Where(field => field.Key.EndsWith("satisfied", StringComparison.Ordinal) && field.Value == "NO")
                .Select(field => $"{field.Key}: NO").ToArray();
            return run.Result("mlperf-loadgen", workload, "sut", new Failed(
                FailureStage.Check,
                $"LoadGen calls the result {verdict ?? "nothing"}{(reasons.Length > 0 ? $": {string.Join(", ", reasons)}" : "")}",
                []), parameters);
        }

        MetricValue[] metrics =
        [
            .. Rate(fields, "Samples per second", "sample-rate"), .. Rate(fields, "Completed samples per second", "sample-rate"),
            .. Rate(fields, "Scheduled samples per second", "scheduled-sample-rate"),
            .. Number(fields, "Completed tokens per second") is { } done ? [ImportedRun.Value(MetricDefinitions.TokenRate, done)]
                : Number(fields, "Tokens per second") is { } tokens
                ? [ImportedRun.Value(MetricDefinitions.TokenRate, tokens)]
                : (MetricValue[])[],
            .. fields.Where(
                field => field.Key.EndsWith($"latency {Nanoseconds}", StringComparison.Ordinal) && Number(fields, field.Key) is not null)
                .Where(field =>
                    Percentile(field.Key) is not null || field.Key.StartsWith("Mean", StringComparison.Ordinal))
                .Select(field => ServingLoad.Value(LatencyName(field.Key), Number(fields, field.Key)!.Value * 1e-9, Unit.Second)),
        ];
        // Of the single stream the latency is the metric.
        var isLatency = scenario is "SingleStream" or "MultiStream";
        return run.Result(
            "mlperf-loadgen", workload, "sut",
            metrics.DistinctBy(metric => metric.Metric)
                .OrderBy(metric => isLatency != metric.Metric.StartsWith("p9", StringComparison.Ordinal)),
            [], parameters);
    }

    private static string LatencyName(string name) => name.StartsWith("Mean", StringComparison.Ordinal) ? "mean-latency"
        : Percentile(name) == 50 ? "median-latency"
        : string.Create(CultureInfo.InvariantCulture, $"p{Percentile(name)}-latency");

    // Generations write 90th and 90.00.
    private static double? Percentile(string name) => PercentileOf().Match(name) is { Success: true } match
        ? double.Parse(match.Groups["one"].Value, CultureInfo.InvariantCulture)
        : null;

    private static MetricValue[] Rate(Dictionary<string, string> fields, string name, string metric) =>
        Number(fields, name) is { } value ? [ServingLoad.Value(metric, value, Unit.RequestPerSecond)] : [];

    private static double? Number(Dictionary<string, string> fields, string name) =>
        double.TryParse(fields.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : null;

    [GeneratedRegex(@"^(?<one>\d{1,3}(?:\.\d{1,9})?)[a-z]* percentile ", RegexOptions.None, ImportText.Patience)]
    private static partial Regex PercentileOf();
}
