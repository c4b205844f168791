using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Import;

/// <summary>The profile that genai-perf and AIPerf export as JSON: one load, each metric with its unit and quantiles.</summary>
internal sealed class GenAiPerfImporter : IRunImporter
{
    private static readonly (string Member, string Metric)[] Times =
        [("time_to_first_token", "ttft"), ("inter_token_latency", "tpot"), ("request_latency", "e2e")];

    private static readonly (string Member, string Prefix)[] Statistics =
        [("p50", "median"), ("avg", "mean"), ("p90", "p90"), ("p99", "p99")];

    public string Name => "genai-perf";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Has("\"request_latency\"") && source.Has("\"unit\"") && source.Has("\"avg\"")
            && (source.Has("\"request_throughput\"") || source.Has("\"time_to_first_token\""));
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (roots, left) = JsonDocuments.Of(source, root => root.IsObject && root.Find("request_latency") is { IsObject: true });
        var run = new ImportedRun(Name, source) { StartedAt = ImportedRun.Date(roots[0].Find("start_time")) ?? source.ImportedAt };
        return run.File(roots.Select((root, index) => Load(root).In(run with { Process = index + 1 })), left);
    }

    private static ServingLoad Load(JsonField root)
    {
        var config = root.Find("input_config") is { IsObject: true } found ? found : root;
        var requests = Average(root, "request_count");
        var failed = Average(root, "error_request_count") ?? 0;
        return new ServingLoad(
            JsonSearch.Text(config, "model_names", "model", "model_name") ?? "unknown model", JsonSearch.Text(config, "request_rate"),
            JsonSearch.Text(config, "concurrency"), requests + failed)
        {
            Completed = requests,
            TokenRate = Average(root, "output_token_throughput"),
            RequestRate = Average(root, "request_throughput"),
            Backend = JsonSearch.Text(config, "backend", "endpoint_type", "service_kind"),
            Metrics = [.. Times.SelectMany(time => Quantiles(root, time.Member, time.Metric))],
            Parameters =
            [
                ("input_tokens", ServingLoad.PerRequest(Average(root, "input_sequence_length"), 1)),
                ("output_tokens", ServingLoad.PerRequest(Average(root, "output_sequence_length"), 1)),
            ],
        };
    }

    private static double? Average(JsonField root, string name) =>
        root.Find(name) is { IsObject: true } metric ? metric.Amount("avg") : root.Amount(name);

    private static IEnumerable<MetricValue> Quantiles(JsonField root, string member, string name)
    {
        if (root.Find(member) is not { IsObject: true } metric) return [];
        var factor = metric.Word("unit") switch { "ns" => 1e-9, "us" => 1e-6, "ms" or null => 1e-3, "s" or "sec" => 1, _ => double.NaN };
        return double.IsNaN(factor)
            ? throw metric.Get("unit").Wrong("ns, us, ms or s")
            : Statistics.Where(statistic => metric.Amount(statistic.Member) is not null)
                .Select(statistic =>
                    ServingLoad.Value($"{statistic.Prefix}-{name}", metric.Amount(statistic.Member)!.Value * factor, Unit.Second));
    }
}
