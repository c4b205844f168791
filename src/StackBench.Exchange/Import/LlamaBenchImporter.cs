using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>
/// llama.cpp's <c>llama-bench</c> in all its forms: a result per test, its repetitions are samples of one process, and a run for each
/// build, as comparing builds is what it is used for.
/// </summary>
internal sealed class LlamaBenchImporter : IRunImporter
{
    private const double Nanosecond = 1e-9;

    /// <summary>What a test is the same without: its results, what it ran on, and settings at their defaults.</summary>
    private static readonly ImmutableHashSet<string> NoParameters =
        ["build_commit", "build_number", "cpu_info", "gpu_info", "backends", "model_filename", "test_time", "cuda", "hip", "metal",
            "vulkan",
            "opencl", "kompute", "sycl", "rpc", "gpu_blas", "blas"];

    private static readonly ImmutableDictionary<string, string> Defaults = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["n_batch"] = "2048",
        ["n_ubatch"] = "512",
        ["type_k"] = "f16",
        ["type_v"] = "f16",
        ["split_mode"] = "layer",
        ["poll"] = "50",
        ["cpu_mask"] = "0x0",
        ["use_mmap"] = "1",
        ["load_mode"] = "mmap",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly ImmutableHashSet<string> Nothing = ["0", "0.00", "", "none", "auto"];

    private static readonly (string Flag, string Backend)[] OldFlags =
        [("cuda", "CUDA"), ("hip", "ROCm"), ("metal", "Metal"), ("vulkan", "Vulkan"), ("sycl", "SYCL"), ("opencl", "OpenCL"),
            ("kompute", "Kompute"), ("gpu_blas", "GPU BLAS")];

    public string Name => "llama-bench";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return (source.Has("\"n_prompt\"") && (source.Has("\"avg_ns\"") || source.Has("\"avg_ts\"")))
            || LlamaBenchSql.Recognizes(source) || LlamaBenchTables.IsMarkdown(source) || LlamaBenchTables.IsCsv(source);
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (tests, left) = Tests(source);
        var runs = tests
            .GroupBy(test => (Build: Build(test.Test), Cpu: test.Test.Word("cpu_info"), Gpu: test.Test.Word("gpu_info")))
            .Select(group => Run(source, [.. group], left)).ToArray();
        if (runs.Length == 0)
            throw left.FirstOrDefault(one => one.IsRefused) is { } refused
                ? new ImportException(source.Name, refused.What, refused.Why)
                : new ImportException(source.Name, null, "holds no test");
        return ImportedRun.Files(runs, left);
    }

    /// <summary>The tests with the number of the process that ran each, as far as the file tells processes apart.</summary>
    private static ((JsonField Test, int Process)[] Tests, List<LeftOut> Left) Tests(ImportSource source)
    {
        var left = new List<LeftOut>();
        if (LlamaBenchSql.Recognizes(source)) return ([.. LlamaBenchSql.Rows(source, left).Select(row => (row, 1))], left);
        if (LlamaBenchTables.IsMarkdown(source) || LlamaBenchTables.IsCsv(source))
        {
            (JsonField, int)[] rows =
                [.. LlamaBenchTables.IsMarkdown(source) ? LlamaBenchTables.Markdown(source, left) : LlamaBenchTables.Csv(source, left)];
            return (rows, [.. left, .. Errors(source)]);
        }

        // A list is what one process writes; lines may be of one or of several.
        var (roots, cut) = JsonDocuments.Of(source, root => root.IsList || IsTest(root));
        return ([.. roots.SelectMany(
            (root, index) => root.IsList ? root.Items.Where(IsTest).Select(test => (test, index + 2)) : [(root, 1)])],
            [.. cut]);
    }

    private static IEnumerable<LeftOut> Errors(ImportSource source) => source.Lines
        .Where(line => line.Text.StartsWith("main: error", StringComparison.Ordinal))
        .Select(line =>
            new LeftOut(string.Create(CultureInfo.InvariantCulture, $"line {line.Number}"), ImportText.Reason(line.Text), true));

    private static bool IsTest(JsonField field) => field.IsObject && field.Find("n_prompt") is not null;

    private static string Build(JsonField test) => $"{test.Word("build_commit")} {test.Word("build_number")}";

    private (ImportedRun Run, IEnumerable<BenchmarkResult> Results) Run(
        ImportSource source, (JsonField Test, int Process)[] tests, List<LeftOut> left)
    {
        var first = tests[0].Test;
        var run = new ImportedRun(Name, source)
        {
            StartedAt = ImportedRun.Date(first.Find("test_time")) ?? source.ImportedAt,
            ToolVersion = first.Word("build_commit"),
            Facts =
            [
                .. ImportedRun.Fact("cpu.model", first.Word("cpu_info"), FactRole.Identity),
                .. ImportedRun.Fact("gpu.name", first.Word("gpu_info"), FactRole.Identity),
                .. ImportedRun.Fact("software.llama.cpp.build_commit", first.Word("build_commit"), FactRole.Cause),
                .. ImportedRun.Fact("software.llama.cpp.build_number", first.Word("build_number"), FactRole.Cause),
            ],
        };
        BenchmarkResult[] results = [.. ImportedRun.Each(tests, test => Result(run with { Process = test.Process }, test.Test), left)];
        return (run, results);
    }

    private static BenchmarkResult Result(ImportedRun run, JsonField test)
    {
        var (prompt, generated) = (Count(test, "n_prompt"), Count(test, "n_gen"));
        var depth = test.Find("n_depth") is null ? 0 : Count(test, "n_depth");
        var time = test.Amount("avg_ns") * Nanosecond;
        // A rate that is no number, as NaN, is read as text: there is no value.
        var unread = time is null && test.Amount("avg_ts") is null ? test.Get("avg_ts").Text : null;
        var rate = test.Amount("avg_ts") ?? (time > 0 ? (prompt + generated) / time.Value : 0);
        var model = test.Word("model_type") ?? Path.GetFileName(test.Get("model_filename").Text);
        var shape = string.Create(CultureInfo.InvariantCulture, $"{(prompt > 0 ? $"pp{prompt}" : "")}"
            + $"{(prompt > 0 && generated > 0 ? "+" : "")}{(generated > 0 ? $"tg{generated}" : "")}{(depth > 0 ? $" d{depth}" : "")}");
        var backend = Backend(test);
        var isCpu = backend is null
            || backend.Split(',', StringSplitOptions.TrimEntries).All(name => name is "CPU" or "BLAS" or "Accelerate");
        double[] samples = Samples(test, "samples_ns", Nanosecond), rates = Samples(test, "samples_ts", 1);
        if (rates.Length != samples.Length) rates = [.. samples.Select(sample => (prompt + generated) / sample)];
        var spread = test.Amount("stddev_ts");
        Note[] notes = spread > 0 && samples.Length == 0
            ? [new Note("spread", string.Create(CultureInfo.InvariantCulture, $"The tool's repetitions have a standard deviation of "
                + $"{spread:0.##} token/s ({spread / rate:0.##%})."))]
            : [];
        if (unread is not null)
            return run.Result("llama-bench", $"{model} {shape} {Settings(test)}", isCpu ? "cpu" : "gpu",
                new Skipped($"llama-bench wrote '{unread}': not measured"), ParametersOf(test, backend));
        return run.Result(
            "llama-bench", $"{model} {shape} {Settings(test)}", isCpu ? "cpu" : "gpu",
            samples.Length > 0
                ? [ImportedRun.Value(MetricDefinitions.TokenRate, Quantile.Median(rates)), ImportedRun.Time(Quantile.Median(samples))]
                // A mean of repetitions, of which the first are often slow, is never judged against a median.
                : [new MetricValue("mean-token-rate", rate, Unit.TokenPerSecond, Better.Higher),
                    new MetricValue(
                        "mean-call-time", time ?? (rate > 0 ? (prompt + generated) / rate : 0), Unit.Second, Better.Lower)],
            samples, ParametersOf(test, backend), backend, notes);
    }

    /// <summary>None where one of them was not measured.</summary>
    private static double[] Samples(JsonField test, string name, double factor) =>
        test.Find(name) is { IsList: true } list && list.Numbers is { IsEmpty: false } numbers && numbers.All(number => number > 0)
            ? [.. numbers.Select(number => number * factor)]
            : [];

    private static long Count(JsonField test, string name) =>
        test.Get(name).Number is >= 0 and < 1e15 and var number ? (long)number : throw test.Get(name).Wrong("a count");

    private static string? Backend(JsonField test) => test.Word("backends")
        ?? OldFlags.FirstOrDefault(old => test.Word(old.Flag) is "true" or "1").Backend
        ?? (test.Word("blas") is "true" or "1" ? "BLAS" : null);

    // What sweeps usually vary, where it is not at its default; whatever else is varied tells results apart all the same.
    private static string Settings(JsonField test)
    {
        var parts = new List<string>
        {
            $"t{test.Word("n_threads") ?? "?"} ngl{test.Word("n_gpu_layers") ?? "?"} b{test.Word("n_batch") ?? "2048"}",
        };
        foreach (var (name, code) in ((string, string)[])[("n_ubatch", "ub"), ("type_k", "ctk-"), ("type_v", "ctv-"), ("flash_attn", "fa")])
            if (test.Word(name) is { Length: > 0 } value && Plain(value) is var plain && plain != "0"
                && plain != Defaults.GetValueOrDefault(name))
                parts.Add($"{code}{plain}");
        return string.Join(' ', parts);
    }

    private static Parameters ParametersOf(JsonField test, string? backend) => ImportParameters.Of(
    [
        .. test.Members.Where(member => IsParameter(member.Name)
            && member.Value.Element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null))
            .Select(member => (member.Name, Value: Plain(member.Value.Text)))
            .Where(member => member.Name is "n_prompt" or "n_gen" or "n_gpu_layers" or "flash_attn"
                || !(Nothing.Contains(member.Value) || Defaults.GetValueOrDefault(member.Name) == member.Value))
            .Select(member => (member.Name, (string?)member.Value)),
        ("model_file", test.Word("model_filename") is { } file ? file[(file.LastIndexOfAny(['/', '\\']) + 1)..] : null),
        ("backend", backend),
    ]);

    private static bool IsParameter(string name) => !NoParameters.Contains(name)
        && !name.StartsWith("samples_", StringComparison.Ordinal) && !name.StartsWith("avg_", StringComparison.Ordinal)
        && !name.StartsWith("stddev_", StringComparison.Ordinal);

    // Generations of the tool write true or 1.
    private static string Plain(string value) => value switch { "true" => "1", "false" => "0", _ => value };
}
