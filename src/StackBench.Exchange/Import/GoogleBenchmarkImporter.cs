using System.Text.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>
/// Google Benchmark's <c>--benchmark_format=json</c> and <c>csv</c>, and what it prints: repetitions are samples of one process. Of
/// aggregates alone (<c>--benchmark_report_aggregates_only</c>) the median counts, or the mean.
/// </summary>
internal sealed class GoogleBenchmarkImporter : IRunImporter
{
    private static readonly string[] Aggregates = ["_mean", "_median", "_stddev", "_cv", "_BigO", "_RMS"];

    public string Name => "google-benchmark";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return IsJson(source) || GoogleBenchmarkTables.Recognizes(source);
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!IsJson(source) && GoogleBenchmarkTables.Recognizes(source))
        {
            var printed = Run(source, GoogleBenchmarkTables.Context(source));
            var cut = new List<LeftOut>();
            BenchmarkResult[] results = [.. Results(printed, GoogleBenchmarkTables.Entries(source, cut))];
            return printed.File(results, cut);
        }

        var (roots, left) = JsonDocuments.Of(
            source, root => root.IsObject && root.Find("benchmarks") is { IsList: true } && root.Find("context") is { IsObject: true });
        var run = Run(source, roots[0].Get("context"));
        return run.File(
            roots.SelectMany((root, index) => Results(run with { Process = index + 1 }, root.Get("benchmarks").Items)), left);
    }

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run, IEnumerable<JsonField> entries) =>
        entries.Where(entry => !IsComplexity(entry)).GroupBy(RunName).Select(group => Result(run, group.Key, [.. group]));

    private static bool IsJson(ImportSource source) => source.Has("\"benchmarks\"") && source.Has("\"context\"")
        && (source.Has("\"real_time\"") || source.Has("\"library_build_type\""));

    private ImportedRun Run(ImportSource source, JsonField context) =>
        new(Name, source)
        {
            StartedAt = ImportedRun.Date(context.Find("date")) ?? source.ImportedAt,
            ToolVersion = context.Word("library_version"),
            Facts =
            [
                .. ImportedRun.Fact("cpu.threads", context.Word("num_cpus"), FactRole.Identity),
                .. ImportedRun.Fact("import.machine", context.Word("host_name"), FactRole.Identity),
                .. ImportedRun.Fact("os.hostname", context.Word("host_name"), FactRole.Noise),
                .. ImportedRun.Fact("import.build", context.Word("library_build_type"), FactRole.Cause),
                .. ImportedRun.Fact(
                    "import.executable", context.Word("executable") is { } path ? path[(path.LastIndexOf('/') + 1)..] : null,
                    FactRole.Noise),
            ],
        };

    private static bool IsComplexity(JsonField entry) =>
        entry.Find("cpu_coefficient") is not null || entry.Find("rms") is not null || entry.Word("aggregate_name") is "BigO" or "RMS"
            || (entry.Word("run_type") is null && entry.Word("name") is { } name
                && (name.EndsWith("_BigO", StringComparison.Ordinal) || name.EndsWith("_RMS", StringComparison.Ordinal)));

    private static bool IsAggregate(JsonField entry) => entry.Word("run_type") is { } type
        ? type == "aggregate"
        : Aggregates.Any(suffix => entry.Get("name").Text.EndsWith(suffix, StringComparison.Ordinal));

    private static string RunName(JsonField entry)
    {
        var name = entry.Word("run_name") ?? entry.Get("name").Text;
        return entry.Word("run_type") is null
            && Aggregates.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } found
            ? name[..^found.Length]
            : name;
    }

    private static BenchmarkResult Result(ImportedRun run, string name, JsonField[] entries)
    {
        var parameters = ImportParameters.Of(("threads", entries[0].Word("threads")), ("label", entries[0].Word("label")));
        BenchmarkResult Outcome(Outcome outcome) => run.Result("google-benchmark", name, "cpu", outcome, parameters);
        foreach (var entry in entries)
        {
            if (entry.Word("error_occurred") == "true" || entry.Find("error_message") is not null)
                return Outcome(new Failed(FailureStage.Measure, entry.Word("error_message") ?? "", []));
            if (entry.Word("skipped") == "true" || entry.Find("skip_message") is not null)
                return Outcome(new Skipped(entry.Word("skip_message") ?? ""));
        }

        JsonField[] single = [.. entries.Where(entry => !IsAggregate(entry))];
        if (single.Length > 0) return Measured(run, name, single, parameters, Odd(single));
        var kind = (string[])["median", "mean"];
        var aggregate = kind.Select(wanted => (Kind: wanted, Entry: entries.Where(entry => AggregateName(entry) == wanted)
            .Select(entry => (JsonField?)entry).FirstOrDefault())).FirstOrDefault(found => found.Entry is not null);
        if (aggregate.Entry is not { } only) return Outcome(new Skipped("google-benchmark wrote neither a median nor a mean"));
        var result = Measured(run, name, [only], parameters,
            [new Note("aggregate",
                $"The {aggregate.Kind} over {only.Word("repetitions") ?? "several"} repetitions of one process, whose single values "
                + "are not in the file.")]);
        return result with { Launches = [.. result.Launches.Select(launch => launch with { Samples = [] })] };
    }

    // Counters of the user's own are not read; that one is no number is said.
    private static Note[] Odd(JsonField[] entries) =>
    [
        .. entries.SelectMany(entry => entry.Members)
            .Where(member => member.Name != "real_time" && IsNotANumber(member.Value))
            .Select(member => new Note("not-a-number", $"google-benchmark wrote {member.Value.Text} for {ImportText.Line(member.Name)}."))
            .Distinct(),
    ];

    private static string AggregateName(JsonField entry) =>
        entry.Word("aggregate_name") ?? entry.Get("name").Text[(entry.Get("name").Text.LastIndexOf('_') + 1)..];

    private static BenchmarkResult Measured(ImportedRun run, string name, JsonField[] repetitions, Parameters parameters, Note[] notes)
    {
        if (repetitions.Select(NotANumber).FirstOrDefault(text => text is not null) is { } time)
            return run.Result("google-benchmark", name, "cpu", new Skipped($"google-benchmark wrote {time} for real_time"), parameters);
        double[] seconds = [.. repetitions.Select(entry => entry.Get("real_time").Number * Factor(entry))];
        var metrics = new List<MetricValue> { ImportedRun.Time(Quantile.Median(seconds)) };
        // Without a time its rates are divisions by nothing.
        if (seconds.All(time => time > ImportText.LeastSeconds))
        {
            AddRate(metrics, MetricDefinitions.Bandwidth, "bytes_per_second", repetitions);
            AddRate(metrics, MetricDefinitions.OperationRate, "items_per_second", repetitions);
        }

        return run.Result("google-benchmark", name, "cpu", metrics, seconds, parameters, null, notes);
    }

    private static void AddRate(List<MetricValue> metrics, MetricDefinition metric, string counter, JsonField[] repetitions)
    {
        if (repetitions.All(entry => entry.Amount(counter) is not null))
            metrics.Add(ImportedRun.Value(metric, Quantile.Median([.. repetitions.Select(entry => entry.Get(counter).Number)])));
    }

    // Where a number should be, a text is NaN or infinite.
    private static string? NotANumber(JsonField entry) =>
        entry.Find("real_time") is { } field && IsNotANumber(field) ? field.Text : null;

    private static bool IsNotANumber(JsonField field) =>
        field.Element.ValueKind == JsonValueKind.String && field.Text.TrimStart('-') is ("NaN" or "nan" or "Infinity" or "inf");

    private static double Factor(JsonField entry) => (entry.Word("time_unit") ?? "ns") switch
    {
        "ns" => 1e-9,
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1,
        _ => throw entry.Get("time_unit").Wrong("ns, us, ms or s"),
    };
}
