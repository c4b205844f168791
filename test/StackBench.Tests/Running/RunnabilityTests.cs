using System.Collections.Immutable;
using StackBench.Protocol;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Running;

/// <summary>Which of a benchmark's engines measures it.</summary>
public sealed class RunnabilityTests
{
    private static readonly WorkerDevice Cpu = new("cpu", "cpu");
    private static readonly WorkerDevice Gpu = new("cuda:0", "cuda");
    private static readonly Benchmark OfGpus = new()
    {
        Name = "of-gpus",
        Summary = "About GPUs",
        Group = BenchmarkGroup.Component,
        Engines = ["first", "second"],
        IsOfGpus = true,
    };

    [Fact]
    public void A_benchmark_of_gpus_passes_over_an_engine_that_reaches_none()
    {
        var chosen = Of(OfGpus, Engine("first", Cpu), Engine("second", Cpu, Gpu));
        Assert.Equal(("second", "cuda:0"), (chosen.Engine?.Definition.Name, Assert.Single(chosen.Devices).Id));
    }

    [Fact]
    public void Where_no_engine_reaches_a_gpu_the_last_measures_the_cpu() =>
        Assert.Equal("second", Of(OfGpus, Engine("first", Cpu), Engine("second", Cpu)).Engine?.Definition.Name);

    [Fact]
    public void The_reason_is_that_of_the_first_engine()
    {
        Assert.Equal("engine first reaches no GPU", Of(OfGpus, Engine("first", Cpu), Missing("second")).Reason);
        var tried = Of(OfGpus, Missing("first"), Missing("second"));
        Assert.Equal(("engine first: absent", "install it", "first"), (tried.Reason, tried.Remedy, tried.FailedEngine));
    }

    [Fact]
    public void A_driver_on_the_cpu_is_passed_over_for_an_engine_with_a_gpu()
    {
        var driver = Engine("first", new WorkerDevice("vulkan:0", WorkerDevice.CpuDriver, "llvmpipe"));
        Assert.Equal("second", Of(OfGpus with { IsOfGpus = false }, driver, Engine("second", Gpu)).Engine?.Definition.Name);
        Assert.True(Of(OfGpus with { Engines = ["first"] }, driver).HasNoGpu);
    }

    [Fact]
    public void What_no_engine_can_run_yet_says_why() =>
        Assert.Equal("not before there is a unit", Of(OfGpus with { NotYet = "not before there is a unit" }, Engine("first", Gpu)).Reason);

    [Fact]
    public void An_engine_without_devices_lists_none_and_has_none_to_name()
    {
        var none = Of(OfGpus with { Engines = ["first"] }, Engine("first"));
        Assert.Equal(("engine first lists no device to measure", null), (none.Reason, none.Remedy));
    }

    private static Runnability Of(Benchmark benchmark, params EngineStatus[] engines) => Runnability.Of(benchmark, [], [], engines);

    private static EngineStatus Engine(string name, params WorkerDevice[] devices) =>
        new(new EngineDefinition { Name = name, Command = ["none"] },
            new Ready(1, name, "1.0", devices, ["gemm"], ImmutableDictionary<string, string>.Empty));

    private static EngineStatus Missing(string name) =>
        new(new EngineDefinition { Name = name, Command = ["none"] }, null, "absent", "install it");
}
