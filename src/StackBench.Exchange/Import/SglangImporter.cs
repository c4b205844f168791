using StackBench.Core.Units;

namespace StackBench.Exchange.Import;

/// <summary>The JSON lines of SGLang's <c>bench_serving --output-file</c>, a load a line, and what it prints.</summary>
internal sealed class SglangImporter : IRunImporter
{
    public string Name => "sglang";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return (ServingText.Recognizes(source) && ServingText.IsOfSglang(source)) || IsJson(source);
    }

    private static bool IsJson(ImportSource source) => source.Has("\"output_throughput\"") && (source.Has("\"sharegpt_output_len\"")
            || source.Has("\"total_output_tokens_retokenized\"") || source.Has("\"median_e2e_latency_ms\""));

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!IsJson(source)) return ServingText.Read(Name, source);
        var (roots, left) = JsonDocuments.Of(source, root => root.IsObject && root.Find("output_throughput") is not null);
        var run = new ImportedRun(Name, source);
        return run.File(roots.Select((root, index) => Load(root).In(run with { Process = index + 1 })), left);
    }

    private static ServingLoad Load(JsonField root)
    {
        var info = root.Find("server_info") is { IsObject: true } found ? found : root;
        var completed = root.Amount("completed");
        return new ServingLoad(
            root.Word("model_id") ?? root.Word("model") ?? info.Word("model_path") ?? "unknown model",
            root.Word("request_rate") is { } rate && rate != "Infinity" ? rate : null, root.Word("max_concurrency"),
            root.Amount("num_prompts") ?? completed)
        {
            Completed = completed,
            TokenRate = root.Amount("output_throughput"),
            RequestRate = root.Amount("request_throughput"),
            Backend = root.Word("backend"),
            Metrics =
            [
                .. root.Members.Where(member => member.Name.EndsWith("_ms", StringComparison.Ordinal)
                    && !member.Name.StartsWith("std_", StringComparison.Ordinal) && root.Amount(member.Name) is not null)
                    .Select(member => ServingLoad.Value(
                        member.Name[..^3].Replace("e2e_latency", "e2e", StringComparison.Ordinal).Replace('_', '-'),
                        member.Value.Number / 1000, Unit.Second)),
            ],
            Parameters =
            [
                ("dataset", root.Word("dataset_name")),
                ("input_tokens", ServingLoad.PerRequest(root.Amount("total_input_tokens"), completed)),
                ("output_tokens", ServingLoad.AboutPerRequest(root.Amount("total_output_tokens"), completed)),
                ("random_input_len", root.Word("random_input_len")), ("random_output_len", root.Word("random_output_len")),
                ("random_range_ratio", root.Word("random_range_ratio")), ("sharegpt_output_len", root.Word("sharegpt_output_len")),
                ("tp_size", info.Word("tp_size")), ("dp_size", info.Word("dp_size")), ("tag", root.Word("tag")),
            ],
        };
    }
}
