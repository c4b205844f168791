using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Tests.Comparison;

/// <summary>What is compared of runs that other tools measured, and what is refused with its reason.</summary>
public sealed class ImportedRunsTests
{
    private const string Unknown = "the machine is unknown, as the imported files do not name it: import them with --machine NAME";

    [Theory]
    [InlineData("cpu.model")]
    [InlineData("gpu.name")]
    [InlineData("gpu.id")]
    [InlineData("import.machine")]
    public void Any_fact_of_the_machine_names_it(string fact)
    {
        Assert.True(ImportedRuns.IsOfUnknownMachine(Imported(0).Fingerprint));
        Assert.False(ImportedRuns.IsOfUnknownMachine(Imported(0, (fact, "X")).Fingerprint));
        Assert.False(ImportedRuns.IsOfUnknownMachine(Runs.Of(0).Fingerprint));
    }

    [Fact]
    public void A_verdict_needs_machines_that_are_known_or_one_host()
    {
        Run unknown = Imported(0), named = Imported(1, ("import.machine", "lab"));
        Run host = Imported(2, ("os.hostname", "lab")), otherHost = Imported(3, ("os.hostname", "other"));
        Assert.Equal(Unknown, ImportedRuns.Obstacle(unknown, unknown));
        Assert.Equal(Unknown, ImportedRuns.Obstacle(named, unknown));
        Assert.Equal(Unknown, ImportedRuns.Obstacle(unknown, named));
        Assert.Equal(Unknown, ImportedRuns.Obstacle(host, otherHost));
        Assert.Equal(Unknown, ImportedRuns.Obstacle(unknown, host));
        Assert.Null(ImportedRuns.Obstacle(named, named));
        Assert.Null(ImportedRuns.Obstacle(host, host));
        Assert.Null(ImportedRuns.Obstacle(unknown, Runs.Of(4)));
        Assert.Null(ImportedRuns.Obstacle(Runs.Of(4), unknown));
    }

    /// <summary>Another tool measured them: this program's method is none of theirs.</summary>
    [Fact]
    public void Imports_by_several_versions_are_of_one_method()
    {
        Run old = Imported(0) with { Tool = new ToolVersion("csv", 2) }, now = Imported(1) with { Tool = new ToolVersion("csv", 1) };
        Assert.Equal((ToolVersion.MethodOfImports, old.Method), (old.Method, now.Method));
        Assert.NotEqual((Runs.Of(2) with { Tool = new ToolVersion("x", 7) }).Method, old.Method);
        var result = Runs.Rate("rate", 1, 1, 1);
        Run[] runs = [old with { Results = [result] }, now with { Results = [result] }];
        Assert.Equal(2, BaselineRuns.Of(runs, 5).Length);
    }

    [Fact]
    public void A_result_without_its_like_is_named_beside_the_nearest()
    {
        var near = Runs.Rate("near", 1, 1, 1) with { Parameters = Parameters.Of(("m", 1), ("n", 2)) };
        var far = Runs.Rate("far", 1, 1, 1) with { Parameters = Parameters.Of(("m", 3), ("n", 3)), Device = "gpu" };
        var otherMetric = Runs.Latency("latency", 1, 1, 1) with { Parameters = Parameters.Of(("m", 1), ("n", 1)) };
        var otherEngine = Runs.Rate("engine", 1, 1, 1) with { Parameters = Parameters.Of(("m", 1), ("n", 1)), Engine = "other" };
        var otherBenchmark = Runs.Rate("name", 1, 1, 1) with { Parameters = Parameters.Of(("m", 1), ("n", 1)), Benchmark = "other" };
        var now = Runs.Rate("new", 2, 2, 2) with { Parameters = Parameters.Of(("m", 1), ("n", 1)) };
        var metric = Assert.Single(Compare([far, otherMetric, otherEngine, otherBenchmark, near], now));
        Assert.Equal((Verdict.NotComparable, "different work: n 1 instead of 2"), (metric.Verdict, metric.Reason));
        Assert.Equal((1.0, 2.0), (metric.Baseline, metric.Candidate));

        Assert.Equal("different work: device cpu instead of gpu, m 1 instead of 3, n 1 instead of 3",
            Assert.Single(Compare([far], now)).Reason);
        var unit = new Ok([new MetricValue("flop-rate", 5, MetricDefinitions.Latency.Unit, Better.Higher)], []);
        Assert.Null(Assert.Single(Compare([near with { Outcome = unit }], now)).Baseline);
        Assert.Equal("different work: new instead of near",
            Assert.Single(Compare([near with { Parameters = now.Parameters }], now)).Reason);
    }

    [Fact]
    public void Results_of_one_name_failed_ones_and_own_runs_have_no_substitute()
    {
        BenchmarkResult old = Runs.Rate("old", 1, 1, 1), now = Runs.Rate("new", 1, 1, 1);
        var failed = old with { Outcome = new Failed(FailureStage.Measure, "died", []) };
        Assert.Single(Compare([old], now));
        Assert.Empty(Compare([failed], now));
        Assert.Empty(Compare([], now));
        Assert.Empty(SubstitutedResults.Of(Imported(0) with { Results = [old] }, Runs.Of(1, now), ComparisonOptions.Default));
        Assert.Empty(SubstitutedResults.Of(Runs.Of(0, old), Imported(1) with { Results = [now] }, ComparisonOptions.Default));
        Assert.Empty(SubstitutedResults.Of(
            Imported(0) with { Results = [old, now] }, Imported(1) with { Results = [now] }, ComparisonOptions.Default));
    }

    private static MetricComparison[] Compare(BenchmarkResult[] before, BenchmarkResult now) =>
        [.. SubstitutedResults.Of(
            Imported(0) with { Results = [.. before] }, Imported(1) with { Results = [now] }, ComparisonOptions.Default)];

    private static Run Imported(int number, params (string Name, string Value)[] facts) => Runs.Of(number) with
    {
        Fingerprint = Fingerprint.Of(
        [
            new("import.format", "csv", FactRole.Identity),
            .. facts.Select(fact => new FingerprintFact(fact.Name, fact.Value, FactRole.Identity)),
        ]),
    };
}
