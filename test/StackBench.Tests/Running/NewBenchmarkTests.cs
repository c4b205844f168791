using StackBench.Core.Assessments;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Exchange.Export;
using StackBench.Report;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Screens;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Running.Engines;
using StackBench.Tests.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Running;

/// <summary>A benchmark that only this file knows: its record is all that planning, measuring, showing and exporting need.</summary>
public sealed class NewBenchmarkTests
{
    private static readonly Benchmark Sorting = new()
    {
        Name = "sorting",
        Summary = "Sorting of numbers by size",
        Group = BenchmarkGroup.Component,
        Engines = ["absent", "fake"],
        Workloads = target =>
        [
            .. from size in (long[])[1024, 2048, 4096]
               select new Workload
               {
                   Benchmark = "sorting",
                   Name = FormattableString.Invariant($"numbers {size}"),
                   Op = "fake",
                   Parameters = target.Complete(Parameters.Of(("size", size), ("dtype", "fp32"))),
                   Cost = new Cost(Bytes: 8.0 * size),
                   Metrics = [WorkloadMetric.Bandwidth, WorkloadMetric.CallTime],
                   Suite = Suite.Quick,
                   Bounds = target.BelowMemory(8.0 * size),
               },
        ],
    };

    [Fact]
    public async Task It_is_listed_with_the_engine_that_can_run_it_and_chosen_in_the_form()
    {
        Assert.Equal("fake", Runnability.Of(Sorting, [], [], await EnginesAsync()).Engine!.Definition.Name);
        var form = RunForm.Initial with { Benchmarks = [Sorting], Cursor = RunForm.FirstBenchmark };
        Assert.Equal(["sorting"], form.Toggled().Settings(seed: 1).Benchmarks);
    }

    [Fact]
    public async Task It_is_planned_measured_shown_and_exported()
    {
        var settings = new RunSettings { Suite = Suite.Quick, Launches = 2, Seed = 1 };
        var plan = Planner.Create(settings, Machines.With(["avx2"]), await EnginesAsync(), [Sorting]);
        plan = plan with { Sampling = FakeEngine.FastSampling };
        Assert.Equal(["numbers 1024", "numbers 2048", "numbers 4096"], plan.Workloads.Select(planned => planned.Workload.Name));

        var results = new List<BenchmarkResult>();
        var begun = ExampleRun.Full with { Results = [] };
        await foreach (var step in new Runner(plan, TimeProvider.System).RunAsync(begun, TestContext.Current.CancellationToken))
            if (step is WorkloadFinished { IsFinal: true } finished) results.Add(finished.Result);
        Assert.All(results, result =>
            Assert.Equal(["bandwidth", "call-time"], Assert.IsType<Ok>(result.Outcome).Metrics.Select(metric => metric.Metric)));

        var run = ExampleRun.Full with { Results = [.. results.OrderBy(result => result.Workload, StringComparer.Ordinal)] };
        var table = string.Join('\n', RunTableView.Lines(RunTable.Of(run), 120, Glyphs.Unicode));
        Assert.All(results, result => Assert.Contains(result.Workload, table, StringComparison.Ordinal));
        Assert.Equal(["size"], Sweep.Of(run.Results).Select(sweep => sweep.Parameter));
        Assert.All(Exporters.All.Where(exporter => exporter.Name != "github-action-benchmark-smaller"), exporter =>
        {
            using var writer = new StringWriter();
            exporter.Write(run, writer);
            Assert.Contains("sorting", writer.ToString(), StringComparison.Ordinal);
        });
    }

    private static Task<IReadOnlyList<EngineStatus>> EnginesAsync() =>
        EngineProbe.ProbeAsync([FakeEngine.Define("well")], TimeProvider.System, TestContext.Current.CancellationToken);
}
