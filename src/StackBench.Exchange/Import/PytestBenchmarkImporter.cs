using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>pytest-benchmark's <c>--benchmark-json</c>: the median of each test; its rounds are samples where they were saved.</summary>
internal sealed class PytestBenchmarkImporter : IRunImporter
{
    public string Name => "pytest-benchmark";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Has("\"machine_info\"") && source.Has("\"benchmarks\"") && source.Has("\"stats\"");
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (roots, left) = JsonDocuments.Of(source, root => root.IsObject && root.Find("benchmarks") is { IsList: true });
        var machine = roots[0].Find("machine_info") is { IsObject: true } info ? info : (JsonField?)null;
        var cpu = machine?.Find("cpu") is { IsObject: true } found ? found : (JsonField?)null;
        var commit = roots[0].Find("commit_info") is { IsObject: true } told ? told : (JsonField?)null;
        var run = new ImportedRun(Name, source)
        {
            StartedAt = ImportedRun.Date(roots[0].Find("datetime")) ?? source.ImportedAt,
            ToolVersion = roots[0].Word("version"),
            Facts =
            [
                .. ImportedRun.Fact("cpu.model", cpu?.Word("brand_raw") ?? cpu?.Word("brand"), FactRole.Identity),
                .. ImportedRun.Fact("cpu.threads", cpu?.Word("count"), FactRole.Identity),
                .. ImportedRun.Fact("os.hostname", machine?.Word("node"), FactRole.Noise),
                .. ImportedRun.Fact("os.kernel", machine?.Word("release"), FactRole.Cause),
                .. ImportedRun.Fact("software.python", machine?.Word("python_version"), FactRole.Cause),
                .. ImportedRun.Fact("software.commit", commit?.Word("id"), FactRole.Cause),
            ],
        };
        return run.File(roots.SelectMany((root, index) =>
            root.Get("benchmarks").Items.Select(test => Result(run with { Process = index + 1 }, test))), left);
    }

    private static BenchmarkResult Result(ImportedRun run, JsonField test)
    {
        var name = test.Word("fullname") ?? test.Get("name").Text;
        var parameters = ImportParameters.Of(
        [
            .. test.Find("params") is { IsObject: true } given
                ? given.Members.Where(member => member.Value is { IsObject: false, IsList: false }
                    && member.Value.Element.ValueKind != System.Text.Json.JsonValueKind.Null)
                    .Select(member => (member.Name, (string?)member.Value.Text))
                : [],
            ("group", test.Word("group")),
        ]);
        if (test.Find("stats") is not { IsObject: true } stats)
            return run.Result("pytest-benchmark", name, "cpu", new Skipped("pytest-benchmark wrote no statistics"), parameters);
        if (test.Word("has_error") == "true" || stats.Word("has_error") == "true")
            return run.Result("pytest-benchmark", name, "cpu", new Failed(FailureStage.Measure, "the test failed", []), parameters);
        var median = stats.Amount("median") ?? stats.Get("mean").Number;
        return run.Result(
            "pytest-benchmark", name, "cpu", [ImportedRun.Value(MetricDefinitions.CallTime, median)],
            stats.Find("data") is { IsList: true } data ? data.Numbers : [], parameters);
    }
}
