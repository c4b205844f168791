using System.Text.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Import;

/// <summary>
/// Logs of Rusty Stack: one result, or several as a list or an object, also in the midst of a verbose log. What it wrote as zero in
/// its degraded mode was not measured and is skipped; its host-to-device rate counted every byte twice and is halved, with a note.
/// </summary>
internal sealed class RustyStackImporter : IRunImporter
{
    private static readonly (string Suffix, double Factor, MetricDefinition Metric)[] Kinds =
    [
        ("_gb_s", 1e9, MetricDefinitions.Bandwidth), ("_tflops", 1e12, MetricDefinitions.FlopRate),
        ("_gflops", 1e9, MetricDefinitions.FlopRate),
        ("_attention_speed", 1, MetricDefinitions.TokenRate), ("tokens_per_second", 1, MetricDefinitions.TokenRate),
        ("_tok_s", 1, MetricDefinitions.TokenRate), ("_latency_ms", 1e-3, MetricDefinitions.Latency),
    ];

    public string Name => "rusty-stack";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Has("\"execution_time_ms\"") && source.Has("\"metrics\"");
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (roots, left) = JsonDocuments.Of(source, root => Entries(root).Any());
        var entries = roots.SelectMany(Entries).ToArray();
        var run = new ImportedRun(Name, source)
        {
            Facts = [.. ImportedRun.Fact("gpu.name", GpuNames.Of(entries.Select(Device).OfType<string>().Distinct()), FactRole.Identity)],
        };
        return run.File(entries.SelectMany(entry => Results(run, entry)), left);
    }

    private static string? Device(JsonField entry) => entry.Find("metrics") is { IsObject: true } metrics
        ? metrics.Word("device_name") ?? metrics.Word("gpu_name")
        : null;

    /// <summary>One result, a list of them, or an object that holds them by name or under <c>results</c>.</summary>
    private static IEnumerable<JsonField> Entries(JsonField root)
    {
        if (root.IsList) return root.Items.Where(item => item.IsObject && item.Find("metrics") is { IsObject: true });
        if (root.Find("metrics") is { IsObject: true }) return [root];
        return root.Find("results") is { IsList: true } or { IsObject: true } && root.Find("results") is { } results
            ? Entries(results)
            : root.Members.Select(member => member.Value).Where(value => value.IsObject && value.Find("metrics") is { IsObject: true });
    }

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run, JsonField entry)
    {
        var (name, device) = (entry.Get("name").Text, Device(entry) ?? "gpu");
        var errors = entry.Find("errors") is { IsList: true } list ? list.Items.Select(error => error.Text).ToArray() : [];
        var metrics = entry.Get("metrics");
        var isDegraded = metrics.Find("mode")?.Text == "degraded";
        if (entry.Find("success")?.Element.ValueKind == JsonValueKind.False)
        {
            yield return run.Result(
                name, "all", device, new Failed(FailureStage.Measure, errors.FirstOrDefault() ?? "it did not succeed", [.. errors]));
            yield break;
        }

        foreach (var (member, value) in metrics.Members)
        {
            if (value.Element.ValueKind != JsonValueKind.Number
                || Kinds.FirstOrDefault(kind => member.EndsWith(kind.Suffix, StringComparison.Ordinal)) is not { Suffix: not null } kind)
                continue;
            if (isDegraded || value.Number <= 0)
            {
                yield return run.Result(name, member, device,
                    new Skipped(isDegraded
                        ? $"Rusty Stack ran degraded: {errors.FirstOrDefault() ?? "no reason given"}"
                        : "Rusty Stack wrote 0, which stands for not measured"));
                continue;
            }

            var isDoubled = member == "system_peak_gb_s" || member.Contains("host_to_device", StringComparison.Ordinal);
            Note[] notes = isDoubled
                ? [new Note("corrected",
                    $"Rusty Stack counted each byte of a copy to the device twice; its "
                        + $"{NumberText.Number(value.Number)} GB/s is halved here.")]
                : [];
            yield return run.Result(
                name, member, device, [ImportedRun.Value(kind.Metric, value.Number * kind.Factor / (isDoubled ? 2 : 1))],
                [], null, null, notes);
        }
    }
}
