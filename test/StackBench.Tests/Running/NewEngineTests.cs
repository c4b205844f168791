using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Running.Engines;
using StackBench.Tests.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Running;

/// <summary>An engine of the worker that only this file knows: what runs, and its line in the list.</summary>
public sealed class NewEngineTests
{
    private static readonly Benchmark Anything = new()
    {
        Name = "anything",
        Summary = "Whatever an engine can do",
        Group = BenchmarkGroup.Component,
        Engines = ["well"],
        Workloads = _ => [FakeEngine.Workload() with { Benchmark = "anything" }],
    };

    [Fact]
    public async Task Its_line_in_the_list_starts_it_and_it_measures()
    {
        // The worker is started with the engine's name behind its own command, and the fake one answers to "well".
        var defined = BuiltInEngines.Define([FakeEngine.Define("well").Command[0]], null, [new KnownEngine("well", EngineKind.Worker)]);
        var engines = await EngineProbe.ProbeAsync(defined, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal("well", Runnability.Of(Anything, [], [], engines).Engine!.Definition.Name);

        var settings = new RunSettings { Suite = Suite.Quick, Launches = 1, Seed = 1 };
        var plan = Planner.Create(settings, Machines.With(["avx2"]), engines, [Anything]) with { Sampling = FakeEngine.FastSampling };
        var runner = new Runner(plan, TimeProvider.System);
        var results = new List<BenchmarkResult>();
        await foreach (var step in runner.RunAsync(ExampleRun.Full with { Results = [] }, TestContext.Current.CancellationToken))
            if (step is WorkloadFinished { IsFinal: true } finished) results.Add(finished.Result);
        var result = Assert.Single(results);
        Assert.Equal("well", result.Engine);
        Assert.IsType<Ok>(result.Outcome);
    }
}
