using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Protocol;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Tests.Workloads;
using StackBench.Workloads.Devices;

namespace StackBench.Tests.Running;

public sealed partial class PlannerTests
{
    private const string Address = "0000:03:00.0";

    private static readonly WorkerDevice Cpu = new("cpu", "cpu");
    private static readonly WorkerDevice[] Gpus =
    [
        new("cuda:0", "hip", "AMD Radeon RX 7900 XTX", Address, MemoryBytes: 24L << 30),
        new("cuda:1", "hip", "AMD Radeon RX 7900 XTX", "0000:43:00.0", "GPU-2", 24L << 30),
    ];

    private static readonly EngineStatus Native = Engine("native", Cpu);
    private static readonly EngineStatus Libtorch = Engine("libtorch", Cpu);
    private static readonly EngineStatus OnCpu = Engine("pytorch", Cpu);
    private static readonly EngineStatus OnGpus = Engine("pytorch", [Cpu, .. Gpus]);

    [Theory]
    [InlineData("", "cuda:0,cuda:1")]
    [InlineData("cpu", "cpu")]
    [InlineData("gpu", "cuda:0,cuda:1")]
    [InlineData("hip", "cuda:0,cuda:1")]
    [InlineData("cuda:1", "cuda:1")]
    [InlineData("0000:03:00.0", "cuda:0")]
    [InlineData("gpu-2", "cuda:1")]
    [InlineData("cpu,cuda:0", "cpu,cuda:0")]
    [InlineData("cuda:7", "")]
    public void Devices_are_named_by_id_address_uuid_or_kind(string wanted, string expected) =>
        Assert.Equal(expected, string.Join(',', DeviceChoice.Of(Names(wanted), [Cpu, .. Gpus]).Select(device => device.Id)));

    [Fact]
    public void Without_a_gpu_the_usual_device_is_the_cpu() => Assert.Equal(Cpu, Assert.Single(DeviceChoice.Of([], [Cpu])));

    [Fact]
    public void The_users_own_PyTorch_goes_before_the_libtorch_that_comes_along()
    {
        Assert.Equal(
            "pytorch", Assert.Single(Plan(["gemm"], [Libtorch, OnCpu]).Workloads.Select(planned => planned.Engine.Name).Distinct()));
        Assert.Equal("libtorch",
            Assert.Single(Plan(["gemm"], [Libtorch, Missing("pytorch")]).Workloads.Select(planned => planned.Engine.Name).Distinct()));
        Assert.Equal("libtorch",
            Assert.Single(Plan(["gemm"], [Libtorch, OnCpu], only: "libtorch").Workloads.Select(planned => planned.Engine.Name).Distinct()));
    }

    [Fact]
    public void Every_gpu_is_measured_under_its_address_by_the_engines_name()
    {
        var plan = Plan(["gemm"], [Native, OnGpus], machine: WithGpu());
        Assert.Equal([(Address, "cuda:0"), ("0000:43:00.0", "cuda:1")],
            plan.Workloads.Select(planned => (planned.Device, planned.EngineDevice)).Distinct());
        Assert.All(plan.Workloads, planned => Assert.False(planned.Workload.Parameters.TryGet("threads", out _), planned.Workload.Name));
        Assert.Contains(plan.Workloads, planned => planned.Workload.Name.StartsWith("bf16 2048x2048", StringComparison.Ordinal));
        // The table of published peaks knows the first; of the second the system shows nothing.
        Assert.NotNull(plan.Peaks[Address].Find("flops.bf16"));
        Assert.Null(plan.Peaks["0000:43:00.0"].Find("flops.bf16"));
        Assert.Contains(plan.Workloads, planned => planned.Device == Address && planned.Workload.Bounds.Published is { Limit: > 1e14 });
    }

    [Fact]
    public void What_measures_the_cpu_alone_stays_there_beside_gpus()
    {
        var plan = Plan(["memory-bandwidth", "device-memory"], [Native, OnGpus], machine: WithGpu());
        Assert.Equal("cpu",
            Assert.Single(plan.Workloads.Where(planned => planned.Workload.Benchmark == "memory-bandwidth")
                .Select(planned => planned.Device).Distinct()));
        var device = plan.Workloads.Where(planned => planned.Workload.Benchmark == "device-memory").ToArray();
        Assert.DoesNotContain(device, planned => planned.Device == "cpu");
        Assert.Contains(device, planned => planned.Workload.Name.StartsWith("h2d pinned", StringComparison.Ordinal));
    }

    [Fact]
    public void What_memory_bounds_on_a_gpu_overwrites_its_caches_and_cannot_be_faster_than_its_memory()
    {
        var plan = Plan(
            ["gemm", "attention", "triton", "device-memory"], [OnGpus, Engine("triton", Gpus)], devices: Address, machine: WithGpu());
        var bound = plan.Workloads.Where(planned =>
            planned.Workload.Metrics[0].Definition.Name == "bandwidth" && planned.Workload.Parameters.TryGet("kind", out _) is false)
            .ToArray();
        Assert.Equal(["attention", "gemm", "triton"], bound.Select(planned => planned.Workload.Benchmark).Distinct().Order());
        Assert.All(bound, planned => Assert.True(planned.Workload.Parameters.TryGet("flush", out _), planned.Workload.Name));
        Assert.All(bound, planned => Assert.NotNull(plan.Peaks[planned.Device].Find(planned.Workload.Bounds.CeilingName)));
        // On a CPU the data may lie in a cache, which nothing overwrites.
        Assert.All(Plan(["gemm"], [OnCpu]).Workloads, planned => Assert.NotEqual("bandwidth.memory", planned.Workload.Bounds.CeilingName));
    }

    [Fact]
    public void Peers_are_the_chosen_devices_by_the_names_the_engine_has_for_them()
    {
        // One that does not work is left out by the engine, so that numbers have gaps.
        WorkerDevice[] three = [Gpus[0], Gpus[1] with { Id = "cuda:2" }, Gpus[1] with { Id = "cuda:3", Pci = "0000:63:00.0" }];
        var plan = Plan(["device-memory", "collectives"], [Engine("pytorch", [Cpu, .. three])], "cuda:2,cuda:3", suite: Suite.Full);
        Assert.Equal(
            ["cuda:2 to cuda:3", "cuda:3 to cuda:2"],
            plan.Workloads.Where(planned => planned.Workload.Parameters.TryGet("peer", out _))
                .Select(planned => $"{planned.EngineDevice} to {planned.Workload.Parameters["peer"].Text}"));
        var collectives = plan.Workloads.Where(planned => planned.Workload.Benchmark == "collectives").ToArray();
        Assert.Equal(("cuda:2", "cuda:2,cuda:3"),
            Assert.Single(collectives.Select(planned => (planned.EngineDevice, planned.Workload.Parameters["devices"].Text)).Distinct()));
        var alone = Assert.Single(Plan(["collectives"], [OnGpus], "cuda:1").Skipped);
        Assert.Equal(
            "collectives has no workload for 0000:43:00.0: it needs two GPUs or the CPU", Assert.IsType<Skipped>(alone.Outcome).Reason);
    }

    [Fact]
    public void What_has_no_work_here_is_mentioned_only_where_it_was_named()
    {
        var one = Engine("pytorch", Gpus[0]);
        Assert.DoesNotContain(Plan([], [one], machine: WithGpu()).Skipped, result => result.Benchmark == "collectives");
        Assert.Contains(Plan(["collectives"], [one], machine: WithGpu()).Skipped, result => result.Benchmark == "collectives");
    }

    [Fact]
    public void Intels_devices_speak_by_their_own_library()
    {
        WorkerDevice[] two = [new("xpu:0", "xpu", Pci: Address), new("xpu:1", "xpu", Pci: "0000:04:00.0")];
        Assert.All(Plan(["collectives"], [Engine("pytorch", two)]).Workloads, planned =>
            Assert.Equal("xccl", planned.Workload.Parameters["backend"].Text));
    }

    [Fact]
    public void Partitions_of_one_gpu_are_devices_of_their_own_and_held_against_no_peak_of_the_whole()
    {
        WorkerDevice[] parts = [Gpus[0], Gpus[0] with { Id = "cuda:1" }];
        var plan = Plan(["gemm"], [Engine("pytorch", parts)], machine: WithGpu());
        Assert.Equal([$"{Address} cuda:0", $"{Address} cuda:1"], plan.Workloads.Select(planned => planned.Device).Distinct());
        Assert.All(plan.Workloads, planned => Assert.Null(planned.Workload.Bounds.Published));
        Assert.NotNull(plan.Peaks[$"{Address} cuda:1"].Find("flops.bf16"));
        var slice = Plan(["gemm"], [Engine("pytorch", Gpus[0] with { MemoryBytes = 6L << 30 })], machine: WithGpu());
        Assert.All(slice.Workloads, planned => Assert.Equal((Address, null), (planned.Device, planned.Workload.Bounds.Published)));
    }

    /// <summary>Only Triton's interpreter offers a CPU, and a large kernel would take it hours.</summary>
    [Fact]
    public void Triton_on_a_cpu_gets_small_kernels()
    {
        var plan = Plan(["triton"], [Engine("triton", Cpu)]);
        Assert.Empty(plan.Skipped);
        Assert.All(plan.Workloads, planned => Assert.InRange(planned.Workload.Cost.Flop, 1, 1e8));
        Assert.All(plan.Workloads, planned => Assert.Null(planned.Workload.Bounds.CeilingName));
    }

    [Fact]
    public void A_device_no_engine_has_is_skipped_with_those_it_has()
    {
        var skipped = Plan(["gemm"], [OnGpus], devices: "cuda:9").Skipped;
        Assert.All(skipped, result => Assert.Equal(
            ("engine pytorch has no device cuda:9", "it has cpu, cuda:0, cuda:1: name one with --device"),
            (((Skipped)result.Outcome).Reason, ((Skipped)result.Outcome).Remedy)));
        Assert.NotEmpty(skipped);
    }

    [Fact]
    public void A_missing_library_skips_each_workload_with_the_reason_and_what_to_install()
    {
        var skipped = Plan(["training"], [Missing("deepspeed")], only: "deepspeed").Skipped
            .Where(result => result.Outcome is Skipped { Remedy: "install it" }).ToArray();
        Assert.Equal(2, skipped.Length);
        Assert.All(skipped, result => Assert.Equal(new Skipped("engine deepspeed: absent", "install it"), result.Outcome));
    }

    [Fact]
    public void A_package_that_several_engines_lack_is_one_reason()
    {
        EngineStatus Lacks(string name)
        {
            var definition =
                new EngineDefinition
                {
                    Name = name,
                    Command = ["none"],
                    Missing = (
                    "torch is not installed for python3", "pip install torch")
                };
            return new(definition, null, definition.Missing.Value.Reason, definition.Missing.Value.Remedy);
        }

        var skipped = Plan(["tensor-core", "training", "vllm-offline"], [Lacks("pytorch"), Lacks("deepspeed"), Lacks("vllm")]).Skipped;
        Assert.Equal(new Skipped("torch is not installed for python3", "pip install torch"),
            Assert.Single(skipped.Select(result => result.Outcome).Distinct()));
        Assert.Equal(3, skipped.Select(result => result.Benchmark).Distinct().Count());
    }

    /// <summary>So that every node of a fleet measures the same, however little time it has.</summary>
    [Fact]
    public void In_an_order_of_the_users_a_budget_leaves_out_the_last()
    {
        string[] order = ["gemm", "memory-bandwidth", "compute-peak"];
        var settings = new RunSettings { Suite = Suite.Quick, Benchmarks = [.. order], Launches = 1, Seed = 1, BudgetSeconds = 3 };
        Plan Of(RunSettings wanted, bool isOrdered) => Planner.Create(wanted, Machines.With(["avx2"]), [Native, Libtorch],
            rank: isOrdered ? (benchmark, _) => Array.IndexOf(order, benchmark) : null);
        var all = Of(settings with { BudgetSeconds = null }, isOrdered: true);
        Assert.Equal(order, all.Workloads.Select(planned => planned.Workload.Benchmark).Distinct());
        var some = Of(settings, isOrdered: true);
        Assert.True(some.IsOrdered && some.Workloads.Length < all.Workloads.Length);
        Assert.Equal(
            all.Workloads.Take(some.Workloads.Length).Select(planned => planned.Key), some.Workloads.Select(planned => planned.Key));
        Assert.Equal(
            all.Workloads.Skip(some.Workloads.Length).Select(planned => planned.Key), some.Skipped.Select(result => result.Key));
        // The usual plan shows something of each.
        var usual = Of(settings, isOrdered: false);
        Assert.False(usual.IsOrdered);
        Assert.Equal(3, usual.Workloads.Select(planned => planned.Workload.Benchmark).Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1e6)]
    public void A_budget_that_costs_nothing_is_not_mentioned(double? budgetSeconds) => Assert.Null(Budgeted(budgetSeconds).BudgetNote);

    [Fact]
    public void What_a_budget_costs_is_said()
    {
        var all = Budgeted(null).Workloads.Length;
        Assert.Equal(
            $"the budget of 600 ms holds 1 of {all} workloads, 3 launches instead of 5, shorter samples", Budgeted(0.6).BudgetNote);
        Assert.Equal($"the budget of 12.0 s holds 6 of {all} workloads, 3 launches instead of 5", Budgeted(12).BudgetNote);
    }

    private static Plan Budgeted(double? budgetSeconds) => Planner.Create(
        new RunSettings
        {
            Suite = Suite.Quick,
            Benchmarks = ["memory-bandwidth", "compute-peak"],
            Launches = 5,
            Seed = 1,
            BudgetSeconds = budgetSeconds,
        },
        Machines.With(["avx2"]),
        [Native]);

    private static Plan Plan(string[] benchmarks, EngineStatus[] engines, string devices = "", string only = "",
        MachineFacts? machine = null, Suite suite = Suite.Quick) =>
        Planner.Create(
            new RunSettings
            {
                Suite = suite,
                Benchmarks = [.. benchmarks],
                Devices = Names(devices),
                Engines = Names(only),
                Launches = 1,
                Seed = 1,
            },
            machine ?? Machines.With(["avx2"]),
            engines);

    private static ImmutableArray<string> Names(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries)];

    private static MachineFacts WithGpu() => Machines.With(["avx2"]) with
    {
        Gpus = [new()
        {
            PciAddress = Address,
            Vendor = "amd",
            DeviceId = "744c",
            Driver = "amdgpu",
            Name = "AMD Radeon RX 7900 XTX",
            MemoryBytes = 24L << 30,
        }],
    };

    private static EngineStatus Engine(string name, params WorkerDevice[] devices) =>
        new(new EngineDefinition { Name = name, Command = ["none"] },
            new Ready(1, name, "1.0", devices, ["gemm"], ImmutableDictionary<string, string>.Empty));

    private static EngineStatus Missing(string name) =>
        new(new EngineDefinition { Name = name, Command = ["none"] }, null, "absent", "install it");
}
