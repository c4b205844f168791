using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>
/// llama.cpp's <c>llama-bench -o jsonl</c>, <c>-o json</c> and <c>-o sql</c>: a result per test, its
/// repetitions are samples of one process.
/// </summary>
internal sealed class LlamaBenchImporter : IRunImporter
{
    private const double Nanosecond = 1e-9;

    public string Name => "llama-bench";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return LlamaBenchSql.Recognizes(source)
            || (source.Text.Contains("\"n_prompt\"", StringComparison.Ordinal)
                && source.Text.Contains("\"avg_ns\"", StringComparison.Ordinal));
    }

    public Run Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        JsonField[] tests = LlamaBenchSql.Recognizes(source) ? [.. LlamaBenchSql.Rows(source)]
            : source.Text.AsSpan().TrimStart().StartsWith("[")
            ? [.. JsonField.Parse(source).Items]
            : [.. source.Lines.Where(line => line.Text.StartsWith('{'))
            .Select(line => JsonField.Parse(source.Name, line.Text, line.Number))];
        if (tests.Length == 0) throw new ImportException(source.Name, null, "holds no test");
        var run = new ImportedRun(Name, source)
        {
            StartedAt = ImportedRun.Date(tests[0].Find("test_time")) ?? source.Modified,
            ToolVersion = tests[0].Find("build_commit")?.Text,
            Facts =
                [.. new[] { ("cpu.model", "cpu_info"), ("gpu.imported.name", "gpu_info") }
                    .Where(fact => tests[0].Find(fact.Item2)?.Text is { Length: > 0 })
                    .Select(fact => new FingerprintFact(fact.Item1, tests[0].Get(fact.Item2).Text, FactRole.Identity))],
        };
        return run.With(tests.Select(test => Result(run, test)));
    }

    private static BenchmarkResult Result(ImportedRun run, JsonField test)
    {
        var (prompt, generated) = ((long)test.Get("n_prompt").Number, (long)test.Get("n_gen").Number);
        var depth = (long)(test.Find("n_depth")?.Number ?? 0);
        var seconds = test.Get("avg_ns").Number * Nanosecond;
        var rate = test.Find("avg_ts")?.Number ?? ((prompt + generated) / seconds);
        if (!(seconds > 0 && rate > 0)) throw test.Get("avg_ns").Wrong("above 0");
        var model = test.Find("model_type")?.Text ?? Path.GetFileName(test.Get("model_filename").Text);
        var shape = string.Create(CultureInfo.InvariantCulture, $"{(prompt > 0 ? $"pp{prompt}" : "")}"
            + $"{(prompt > 0 && generated > 0 ? "+" : "")}{(generated > 0 ? $"tg{generated}" : "")}{(depth > 0 ? $" d{depth}" : "")}");
        var backend = test.Find("backends")?.Text;
        var parameters = new Parameters(test.Members
            .Where(member => !member.Name.StartsWith("samples_", StringComparison.Ordinal)
            && !member.Name.StartsWith("avg_", StringComparison.Ordinal) && !member.Name.StartsWith("stddev_", StringComparison.Ordinal)
                && member.Name != "test_time"
                && member.Value.Element.ValueKind
                    is not (System.Text.Json.JsonValueKind.Object or System.Text.Json.JsonValueKind.Array
                        or System.Text.Json.JsonValueKind.Null))
            .DistinctBy(member => member.Name)
            .Select(member => new KeyValuePair<string, ParameterValue>(
            member.Name, member.Value.Element.TryGetWhole(out var number) ? number : member.Value.Text)));
        return run.Result(
            "llama-bench",
            $"{model} {shape} t{test.Find("n_threads")?.Text ?? "?"} ngl{test.Find("n_gpu_layers")?.Text ?? "?"} "
                + $"b{test.Find("n_batch")?.Text ?? "?"}",
            backend is null or "CPU" or "BLAS" ? "cpu" : "gpu",
            [ImportedRun.Value(MetricDefinitions.TokenRate, rate), ImportedRun.Time(seconds)],
            test.Find("samples_ns")?.Numbers.Select(sample => sample * Nanosecond) ?? [], parameters, backend);
    }
}
