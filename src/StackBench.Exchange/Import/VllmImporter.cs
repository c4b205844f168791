using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Import;

/// <summary>vLLM's <c>bench serve --save-result</c>: one load on one server. Its quantiles keep their names.</summary>
internal sealed class VllmImporter : IRunImporter
{
    private static readonly (string Member, string Metric, Unit Unit)[] Rates =
        [("request_throughput", "request-rate", Unit.RequestPerSecond), ("request_goodput", "goodput", Unit.RequestPerSecond),
            ("total_token_throughput", "total-token-rate", Unit.TokenPerSecond)];

    public string Name => "vllm";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Text.Contains("\"output_throughput\"", StringComparison.Ordinal)
            && source.Text.Contains("\"num_prompts\"", StringComparison.Ordinal);
    }

    public Run Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var root = JsonField.Parse(source);
        var time = root.Find("date")?.Text is { } date
            && DateTimeOffset.TryParseExact(
                date, "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var found)
            ? found
            : source.Modified;
        var run = new ImportedRun(Name, source) { StartedAt = time };
        var workload =
            $"{root.Get("model_id").Text} rate {root.Find("request_rate")?.Text ?? "inf"} concurrency "
                + $"{root.Find("max_concurrency")?.Text ?? "unlimited"} prompts {root.Get("num_prompts").Text}";
        var completed = root.Find("completed")?.Number;
        if (completed == 0)
            return run.With(
                [run.Result("llm-serve", workload, "server", new Failed(FailureStage.Measure, "no request was completed", []))]);
        var metrics = new List<MetricValue> { ImportedRun.Value(MetricDefinitions.TokenRate, root.Get("output_throughput").Number) };
        metrics.AddRange(Rates.Where(rate => root.Find(rate.Member) is { Element.ValueKind: System.Text.Json.JsonValueKind.Number })
            .Select(rate => new MetricValue(rate.Metric, root.Get(rate.Member).Number, rate.Unit, Better.Higher)));
        metrics.AddRange(root.Members.Where(member => member.Name.EndsWith("_ms", StringComparison.Ordinal) && !member.Name.StartsWith(
            "std_", StringComparison.Ordinal) && member.Value.Element.ValueKind == System.Text.Json.JsonValueKind.Number)
            .Select(member => new MetricValue(member.Name[..^3].Replace('_', '-'), member.Value.Number / 1000, Unit.Second, Better.Lower)));
        var lost = root.Get("num_prompts").Number - (completed ?? root.Get("num_prompts").Number);
        Note[] notes = lost > 0
            ? [new Note("requests-failed",
                string.Create(CultureInfo.InvariantCulture, $"{lost} of {root.Get("num_prompts").Number} requests were not completed."))]
            : [];
        return run.With([run.Result(
            "llm-serve", workload, "server", metrics, [], null, root.Find("backend")?.Text ?? root.Find("endpoint_type")?.Text, notes)]);
    }
}
