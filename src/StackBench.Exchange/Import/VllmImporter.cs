using System.Globalization;
using System.Text.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Import;

/// <summary>
/// vLLM's <c>bench serve</c>, as <c>--save-result</c> writes it, appended results too, and as it is printed: one load on one server each.
/// And what its <c>bench throughput</c> and <c>bench latency</c> write.
/// </summary>
internal sealed class VllmImporter : IRunImporter
{
    private static readonly string[] Loads = ["model_id", "num_prompts", "request_rate", "max_concurrency", "backend", "date", "label"];

    private static readonly string[] Versions = ["version", "commit", "driver", "cuda", "rocm"];

    public string Name => "vllm";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return (source.Has("\"output_throughput\"") && (source.Has("\"num_prompts\"") || source.Has("\"completed\"")))
            || (source.Has("\"avg_latency\"") && source.Has("\"latencies\""))
            || (source.Has("\"elapsed_time\"") && source.Has("\"tokens_per_second\"")) || ServingText.Recognizes(source);
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!source.Has("\"output_throughput\"") && ServingText.Recognizes(source)) return ServingText.Read(Name, source);
        var (roots, left) = JsonDocuments.Of(source, root => root.IsObject
            && (root.Find("output_throughput") is not null || root.Find("avg_latency") is not null
            || root.Find("tokens_per_second") is not null));
        var run = new ImportedRun(Name, source)
        {
            StartedAt = Date(roots[0]) ?? source.ImportedAt,
            Facts =
            [
                .. Metadata(roots[0]).Where(member => IsVersion(member.Name))
                    .SelectMany(member => ImportedRun.Fact($"software.{member.Name}", member.Value, FactRole.Cause)),
            ],
        };
        return run.File(roots.Select((root, index) => (Root: root, Run: run with { Process = index + 1 })).Select(one =>
            one.Root.Find("output_throughput") is not null ? Load(one.Root).In(one.Run) : Offline(one.Run, one.Root)), left);
    }

    private static DateTimeOffset? Date(JsonField root) => DateTimeOffset.TryParseExact(
        root.Word("date"), "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var found) ? found : null;

    private static ServingLoad Load(JsonField root)
    {
        var completed = root.Amount("completed");
        return new ServingLoad(
            root.Word("model_id") ?? "unknown model", root.Word("request_rate"), root.Word("max_concurrency"), root.Amount("num_prompts"))
        {
            Completed = completed,
            TokenRate = root.Amount("output_throughput"),
            RequestRate = root.Amount("request_throughput"),
            Backend = root.Word("backend") ?? root.Word("endpoint_type"),
            Metrics = Metrics(root),
            Parameters =
            [
                ("input_tokens", ServingLoad.PerRequest(root.Amount("total_input_tokens"), completed)),
                ("output_tokens", ServingLoad.AboutPerRequest(root.Amount("total_output_tokens"), completed)),
                .. Metadata(root).Where(member => !IsVersion(member.Name)),
            ],
        };
    }

    private static IReadOnlyList<MetricValue> Metrics(JsonField root) =>
    [
        .. root.Amount("request_goodput") is { } goodput
            ? [ServingLoad.Value("goodput", goodput, Unit.RequestPerSecond)]
            : (MetricValue[])[],
        .. root.Amount("total_token_throughput") is { } total
            ? [ServingLoad.Value("total-token-rate", total, Unit.TokenPerSecond)]
            : (MetricValue[])[],
        .. root.Members.Where(member => member.Name.EndsWith("_ms", StringComparison.Ordinal)
            && !member.Name.StartsWith("std_", StringComparison.Ordinal) && root.Amount(member.Name) is not null)
            .Select(member => ServingLoad.Value(member.Name[..^3].Replace('_', '-'), member.Value.Number / 1000, Unit.Second)),
    ];

    // --metadata KEY=VALUE, the tokenizer, the kind of endpoint, burstiness: what a user or the tool states about the load.
    private static IEnumerable<(string Name, string? Value)> Metadata(JsonField root) => root.Members
        .Where(member => member.Value.Element.ValueKind == JsonValueKind.String || member.Name == "burstiness")
        .Where(member => !Loads.Contains(member.Name) && !member.Name.EndsWith("_ms", StringComparison.Ordinal)
            && !(member.Value.Element.ValueKind == JsonValueKind.String && member.Value.Text is "NaN" or "Infinity"))
        .Select(member => (member.Name, (string?)ServingLoad.ModelName(member.Value.Text)));

    private static bool IsVersion(string name) => Versions.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static BenchmarkResult Offline(ImportedRun run, JsonField root)
    {
        var parameters = ImportParameters.Of(
        [
            ("requests", root.Word("num_requests")),
            ("tokens", ServingLoad.AboutPerRequest(root.Amount("total_num_tokens"), root.Amount("num_requests"))), .. Metadata(root),
        ]);
        return root.Amount("tokens_per_second") is { } rate
            ? run.Result("llm-offline", $"throughput {root.Word("num_requests") ?? "?"} requests", "server",
                [ImportedRun.Value(MetricDefinitions.TokenRate, rate)], [], parameters)
            : run.Result("llm-offline", "latency of a batch", "server",
                [ImportedRun.Value(MetricDefinitions.Latency, root.Get("avg_latency").Number)],
                root.Find("latencies") is { IsList: true } list ? list.Numbers : [], parameters);
    }
}
