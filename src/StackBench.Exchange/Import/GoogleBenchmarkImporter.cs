using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;

namespace StackBench.Exchange.Import;

/// <summary>
/// Google Benchmark's <c>--benchmark_format=json</c>: repetitions are samples of one process; aggregates follow from them and are not kept.
/// </summary>
internal sealed class GoogleBenchmarkImporter : IRunImporter
{
    public string Name => "google-benchmark";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Text.Contains("\"benchmarks\"", StringComparison.Ordinal)
            && source.Text.Contains("\"real_time\"", StringComparison.Ordinal)
            && source.Text.Contains("\"context\"", StringComparison.Ordinal);
    }

    public Run Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var root = JsonField.Parse(source);
        var context = root.Get("context");
        var run = new ImportedRun(Name, source)
        {
            StartedAt = ImportedRun.Date(context.Find("date")) ?? source.Modified,
            ToolVersion = context.Find("library_version")?.Text,
            Facts =
                [.. new[] { ("cpu.threads", "num_cpus", FactRole.Identity), (
                    "os.hostname", "host_name", FactRole.Noise), ("import.build", "library_build_type", FactRole.Cause) }
                    .Where(fact => context.Find(fact.Item2) is not null)
                    .Select(fact => new FingerprintFact(fact.Item1, context.Get(fact.Item2).Text, fact.Item3))],
        };
        var single = root.Get("benchmarks").Items.Where(entry => entry.Find("run_type")?.Text != "aggregate").ToArray();
        return run.With(single.GroupBy(entry => entry.Find("run_name")?.Text ?? entry.Get("name").Text)
            .Select(group => Result(run, group.Key, [.. group])));
    }

    private static BenchmarkResult Result(ImportedRun run, string name, JsonField[] repetitions)
    {
        if (repetitions.FirstOrDefault(entry => entry.Find("error_message") is not null) is { File: not null } failed)
            return run.Result("google-benchmark", name, "cpu", new Failed(FailureStage.Measure, failed.Get("error_message").Text, []));
        double[] seconds = [.. repetitions.Select(entry => entry.Get("real_time").Number * Factor(entry))];
        var metrics = new List<MetricValue> { ImportedRun.Time(Quantile.Median(seconds)) };
        if (repetitions.All(entry => entry.Find("bytes_per_second") is not null))
            metrics.Add(ImportedRun.Value(
                MetricDefinitions.Bandwidth, Quantile.Median([.. repetitions.Select(entry => entry.Get("bytes_per_second").Number)])));
        if (repetitions.All(entry => entry.Find("items_per_second") is not null))
            metrics.Add(ImportedRun.Value(
                MetricDefinitions.OperationRate, Quantile.Median([.. repetitions.Select(entry => entry.Get("items_per_second").Number)])));
        return run.Result("google-benchmark", name, "cpu", metrics, seconds);
    }

    private static double Factor(JsonField entry) => (entry.Find("time_unit")?.Text ?? "ns") switch
    {
        "ns" => 1e-9,
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1,
        _ => throw entry.Get("time_unit").Wrong("ns, us, ms or s"),
    };
}
