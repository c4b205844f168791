using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Import;

/// <summary>GuideLLM's JSON report: a load for each of its benchmarks, of the requests that succeeded.</summary>
internal sealed class GuideLlmImporter : IRunImporter
{
    private const string Successful = "successful";

    private static readonly (string Member, string Metric, double Factor)[] Times =
        [("time_to_first_token_ms", "ttft", 1e-3), ("time_per_output_token_ms", "tpot", 1e-3), ("inter_token_latency_ms", "itl", 1e-3),
            ("request_latency", "e2e", 1)];

    public string Name => "guidellm";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Has("\"benchmarks\"") && source.Has("\"requests_per_second\"") && source.Has("\"time_to_first_token_ms\"");
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (roots, left) = JsonDocuments.Of(source, root => root.IsObject && root.Find("benchmarks") is { IsList: true });
        var metadata = roots[0].Find("metadata") is { IsObject: true } found ? found : (JsonField?)null;
        var run = new ImportedRun(Name, source)
        {
            ToolVersion = metadata?.Word("guidellm_version"),
            Facts = [.. ImportedRun.Fact("software.python", metadata?.Word("python_version"), FactRole.Cause)],
        };
        return run.File(roots.SelectMany((root, index) => root.Get("benchmarks").Items.Select(benchmark =>
            Load(root, benchmark).In(run with { Process = index + 1 }))), left);
    }

    private static ServingLoad Load(JsonField report, JsonField benchmark)
    {
        var metrics = benchmark.Get("metrics");
        var config = (benchmark.Find("config") ?? benchmark.Find("args")) is { IsObject: true } told ? told : benchmark;
        var strategy = config.Find("strategy") is { IsObject: true } one ? one : config;
        var totals = (metrics.Find("request_totals") ?? benchmark.Find("request_totals")) is { IsObject: true } counts
            ? counts
            : (JsonField?)null;
        var kind = JsonSearch.Text(strategy, "type_");
        return new ServingLoad(
            JsonSearch.Text(benchmark, "model", "backend_model") ?? JsonSearch.Text(report, "model") ?? "unknown model",
            JsonSearch.Text(strategy, "rate"), JsonSearch.Text(strategy, "max_concurrency", "streams"), totals?.Amount("total"))
        {
            Completed = totals?.Amount(Successful),
            TokenRate = Statistic(metrics, "output_tokens_per_second", "mean"),
            RequestRate = Statistic(metrics, "requests_per_second", "mean"),
            Backend = JsonSearch.Text(config, "backend_type", "backend"),
            Metrics = [.. Times.SelectMany(time => Quantiles(metrics, time.Member, time.Metric, time.Factor))],
            Parameters =
            [
                ("strategy", kind), ("input_tokens", Tokens(metrics, "prompt_token_count")),
                ("output_tokens", Tokens(metrics, "output_token_count")),
            ],
        };
    }

    private static string? Tokens(JsonField metrics, string name) => ServingLoad.PerRequest(Statistic(metrics, name, "median"), 1);

    private static double? Statistic(JsonField metrics, string name, string statistic) =>
        Of(metrics, name) is { } found ? found.Amount(statistic) : null;

    private static JsonField? Of(JsonField metrics, string name) =>
        metrics.Find(name) is { IsObject: true } metric && metric.Find(Successful) is { IsObject: true } successful ? successful : null;

    private static IEnumerable<MetricValue> Quantiles(JsonField metrics, string member, string name, double factor)
    {
        if (Of(metrics, member) is not { } metric) yield break;
        var percentiles = metric.Find("percentiles") is { IsObject: true } found ? found : (JsonField?)null;
        foreach (var (prefix, value) in ((string, double?)[])[("median", metric.Amount("median")), ("mean", metric.Amount("mean")),
            ("p90", percentiles?.Amount("p90")), ("p99", percentiles?.Amount("p99"))])
            if (value is { } known) yield return ServingLoad.Value($"{prefix}-{name}", known * factor, Unit.Second);
    }
}
