using StackBench.Core.Workloads;

namespace StackBench.Tests.Running;

/// <summary>Work of several devices together: collectives and training.</summary>
public sealed partial class PlannerTests
{
    [Fact]
    public void All_gpus_together_make_one_collective()
    {
        var plan = Plan(["collectives"], [OnGpus], machine: WithGpu());
        Assert.Equal(Address, Assert.Single(plan.Workloads.Select(planned => planned.Device).Distinct()));
        Assert.All(plan.Workloads, planned =>
            Assert.Equal((2L, "nccl"), (planned.Workload.Parameters["ranks"].Number, planned.Workload.Parameters["backend"].Text)));
        Assert.Empty(Plan(["collectives"], [Engine("pytorch", Cpu, Gpus[0])]).Workloads);
    }

    [Theory]
    [InlineData("", "0000:03:00.0", 2, null)]
    [InlineData("cuda:0,cuda:1", "0000:03:00.0", 2, null)]
    [InlineData("cuda:0", "0000:03:00.0", 1, null)]
    [InlineData("cuda:1", "0000:43:00.0", 1, "cuda:1")]
    public void Training_takes_the_devices_that_were_chosen(string devices, string device, long ranks, string? named)
    {
        var plan = Plan(["training"], [Engine("deepspeed", [Cpu, .. Gpus])], devices, machine: WithGpu());
        Assert.NotEmpty(plan.Workloads);
        Assert.All(plan.Workloads, planned =>
        {
            Assert.Equal((device, ranks), (planned.Device, planned.Workload.Parameters["ranks"].Number));
            Assert.Equal(named, planned.Workload.Parameters.TryGet("devices", out var value) ? value.Text : null);
        });
    }

    [Theory]
    [InlineData("megatron", "", "fp32 d256 l2 t128 b2 local")]
    [InlineData("megatron", "cpu", "fp32 d256 l2 t128 b2 local")]
    [InlineData("component", "", "")]
    [InlineData("component", "cpu", "")]
    public void Megatron_computes_on_the_cpu_where_it_is_named(string benchmark, string devices, string workloads) =>
        Assert.Equal(workloads, string.Join(',', Plan([benchmark], [Engine("megatron", Cpu)], devices).Workloads
            .Select(planned => planned.Workload.Name)));

    [Fact]
    public void Training_is_measured_by_every_engine_that_is_there()
    {
        var plan = Plan(["training"], [Engine("deepspeed", Cpu), Engine("pytorch", Cpu)], suite: Suite.Standard);
        Assert.Equal(
            ["zero-0", "zero-1", "zero-2", "zero-3", "ddp", "fsdp2", "ddp 4 micro-batches", "fsdp2 checkpointed", "ddp", "fsdp2"],
            plan.Workloads.Select(planned => planned.Workload.Name["fp32 d256 l2 t128 b4 ".Length..planned.Workload.Name.IndexOf(',')]));
        var steps = plan.Workloads.ToDictionary(planned => planned.Workload.Name, planned => planned.Workload.Cost);
        Assert.Equal(2 * 4 * 128, steps["fp32 d256 l2 t128 b4 ddp, 2 ranks"].Tokens);
        Assert.Equal(4 * 2 * 4 * 128, steps["fp32 d256 l2 t128 b4 ddp 4 micro-batches, 2 ranks"].Tokens);
        Assert.Equal(2 * steps["fp32 d256 l2 t128 b4 fsdp2, 2 ranks"].Flop, steps["fp32 d256 l2 t128 b4 fsdp2, 4 ranks"].Flop);
        Assert.Single(Plan(["training"], [Engine("pytorch", Cpu), Missing("deepspeed")]).Workloads
            .Select(planned => planned.Engine.Name).Distinct(), "pytorch");
    }

    /// <summary>MFU: of the published rate of all devices that share the work.</summary>
    [Fact]
    public void A_training_on_two_gpus_is_held_against_both()
    {
        Workload Of(string devices) => Plan(["training"], [Engine("pytorch", [Cpu, .. Gpus])], devices, machine: WithGpu())
            .Workloads.Single(planned => planned.Workload.Name.Contains(" fsdp2,", StringComparison.Ordinal)).Workload;
        var (one, two) = (Of("cuda:0"), Of(""));
        Assert.Equal(2 * one.Bounds.Published!.Limit, two.Bounds.Published!.Limit);
        Assert.StartsWith("2 x (", two.Bounds.Published.Basis, StringComparison.Ordinal);
        Assert.Null(two.Bounds.CeilingName); // that of one device would be passed by two
        Assert.Contains(two.Metrics, metric => metric.Source == MetricSource.ShareOfPublished);
    }
}
