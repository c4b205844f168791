using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Protocol;
using StackBench.Running;
using StackBench.Running.Engines;

namespace StackBench.Tests.Workloads;

public sealed class GpuCapabilityTests
{
    private const string Name = "gpu-capability";
    private const string Address = "0000:03:00.0";

    private static readonly WorkerDevice Card = new("cuda:0", "hip", "AMD Radeon RX 7900 XTX", Address, MemoryBytes: 24L << 30);
    private static readonly WorkerDevice Cpu = new("cpu", "cpu");
    private static readonly EngineStatus Native = Engine("native", Cpu);

    private static readonly MachineFacts WithCard = Machines.With(["avx2"]) with
    {
        Gpus =
        [
            new()
            {
                PciAddress = Address,
                Vendor = "amd",
                DeviceId = "1002:744c",
                Driver = "amdgpu",
                DriverVersion = "6.10.5",
                Name = "AMD Radeon RX 7900 XTX",
                Target = "gfx1100",
                ComputeUnits = 96,
                MaxClockHertz = 2.5e9,
                MemoryBytes = 24L << 30,
                PowerLimitWatts = 303,
                PartitionMode = "SPX",
                Link = new()
                {
                    GigatransfersPerSecond = 16, Lanes = 8, MaxGigatransfersPerSecond = 16, MaxLanes = 16,
                },
            },
        ],
        Software = new()
        {
            Drivers = new() { VulkanLoader = "/usr/lib/libvulkan.so.1", Vulkan = ["libvulkan_radeon.so"], OpenCl = ["libamdocl64.so"] },
            Rocm = new() { Default = "6.2.0" },
        },
    };

    [Fact]
    public void A_machine_without_a_gpu_has_its_cpu_measured_where_the_benchmark_is_named()
    {
        var planned = Assert.Single(Plan([Name], Machines.With(["avx", "avx2", "fma"]), Native).Workloads);

        Assert.Equal(("cpu", "native", "fma-peak"), (planned.Device, planned.Engine.Name, planned.Workload.Op));
        Assert.Equal(Name, planned.Workload.Benchmark);
        Assert.Contains(planned.Workload.Facts, fact => fact.Text.Contains("this machine has no GPU", StringComparison.Ordinal));
        Assert.Contains(planned.Workload.Facts, fact => fact.Name == "limits" && fact.Text.Contains("fp32", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pre")]
    [InlineData("all")]
    public void A_group_leaves_the_cpu_out(string group)
    {
        var plan = Plan([group], Machines.With(["avx2"]), Native);

        Assert.DoesNotContain(plan.Workloads, planned => planned.Workload.Benchmark == Name);
        Assert.DoesNotContain(plan.Skipped, result => result.Benchmark == Name);
    }

    [Fact]
    public void A_python_that_reaches_no_gpu_does_not_take_the_cpu_from_the_native_engine() =>
        Assert.Equal(
            "native", Assert.Single(Plan([Name], Machines.With(["avx2"]), Engine("pytorch", Cpu), Native).Workloads).Engine.Name);

    /// <summary>Runs from before there were CUDA and OpenCL have PyTorch's load as their baseline.</summary>
    [Theory]
    [InlineData("vulkan pytorch opencl", "vulkan")]
    [InlineData("pytorch opencl", "pytorch")]
    [InlineData("pytorch cuda", "pytorch")]
    [InlineData("cuda opencl", "cuda")]
    [InlineData("opencl", "opencl")]
    public void A_gpu_is_loaded_by_vulkan_else_pytorch_else_cuda_else_opencl(string engines, string expected)
    {
        var plan = Plan([Name], WithCard, [.. engines.Split(' ').Select(name => Engine(name, Card with { Kind = name })), Native]);

        Assert.Equal(expected, Assert.Single(plan.Workloads).Engine.Name);
    }

    [Fact]
    public void A_gpu_that_no_engine_reaches_is_skipped_with_what_it_needs_and_never_replaced_by_the_cpu()
    {
        var plan = Plan([Name], WithCard, Native);

        Assert.Empty(plan.Workloads);
        Assert.Contains("Vulkan", Assert.IsType<Skipped>(Assert.Single(plan.Skipped).Outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_gpu_is_stands_in_its_result()
    {
        var facts = Assert.Single(Plan([Name], WithCard, Engine("pytorch", Cpu, Card), Native).Workloads).Workload.Facts
            .ToDictionary(fact => fact.Name, fact => fact.Text);

        Assert.Equal(
            "AMD Radeon RX 7900 XTX, amd 1002:744c, gfx1100, 96 compute units, 24.0 GiB, up to 2.50 GHz, limit 303 W, driver amdgpu 6.10.5",
            facts["identity"]);
        Assert.Contains("fp16 123 TFLOP/s", facts["published-peaks"], StringComparison.Ordinal);
        Assert.Contains("fp32 61.4 TFLOP/s", facts["computed-peaks"], StringComparison.Ordinal);
        Assert.Equal("PCI Express 16 GT/s x8 of 16 GT/s x16 at rest", facts["link"]);
        Assert.Equal("SPX", facts["partition"]);
        Assert.Equal("pytorch as cuda:0 (AMD Radeon RX 7900 XTX); Vulkan drivers: libvulkan_radeon.so; OpenCL drivers: libamdocl64.so; "
            + "ROCm: 6.2.0; CUDA driver: not installed", facts["seen-by"]);
    }

    [Fact]
    public void What_is_unknown_of_a_gpu_is_left_out()
    {
        var bare = WithCard with
        {
            Gpus = [new() { PciAddress = Address, Vendor = "amd", DeviceId = "1002:ffff", Driver = "amdgpu", Name = "A new one" }],
        };

        var facts = Assert.Single(Plan([Name], bare, Engine("pytorch", Cpu, Card), Native).Workloads).Workload.Facts;

        Assert.Equal(["identity", "seen-by"], facts.Select(fact => fact.Name));
        Assert.Equal("A new one, amd 1002:ffff, driver amdgpu", facts[0].Text);
    }

    [Fact]
    public void Its_load_lasts_as_long_in_every_suite()
    {
        var workload = Assert.Single(Plan([Name], Machines.With(["avx2"]), Native).Workloads).Workload;

        Assert.All(Enum.GetValues<Suite>(), suite =>
        {
            var policy = SamplingPolicy.Of(suite).For(workload);
            Assert.Equal(
                (workload.Load!.LoadSeconds, workload.Load.LoadSeconds, workload.Load.WarmUpSeconds),
                (policy.MinimumSeconds, policy.MaximumSeconds, policy.WarmUpSeconds));
        });
    }

    private static Plan Plan(string[] benchmarks, MachineFacts machine, params EngineStatus[] engines) => Planner.Create(
        new RunSettings { Suite = Suite.Quick, Benchmarks = [.. benchmarks], Devices = [], Engines = [], Launches = 1, Seed = 1 },
        machine, engines);

    private static EngineStatus Engine(string name, params WorkerDevice[] devices) =>
        new(new EngineDefinition { Name = name, Command = ["none"] },
            new Ready(1, name, "1.0", devices, [], ImmutableDictionary<string, string>.Empty));
}
