using StackBench.Core.Results;
using StackBench.Protocol;
using StackBench.Running.Engines;
using StackBench.Workloads.Devices;

namespace StackBench.Tests.Running;

/// <summary>Engines that need a driver alone: which devices are theirs, and which of two measures a GPU.</summary>
public sealed partial class PlannerTests
{
    /// <summary>A driver that computes on the CPU is neither the CPU nor a GPU: it is measured where it is named.</summary>
    [Theory]
    [InlineData("", "vulkan:0")]
    [InlineData("gpu", "vulkan:0")]
    [InlineData("cpu", "")]
    [InlineData("cpu-driver", "vulkan:1")]
    [InlineData("vulkan:1", "vulkan:1")]
    public void A_driver_on_the_cpu_has_to_be_named(string wanted, string expected)
    {
        WorkerDevice[] devices = [new("vulkan:0", "vulkan"), new("vulkan:1", WorkerDevice.CpuDriver)];
        Assert.Equal(expected, string.Join(',', DeviceChoice.Of(Names(wanted), devices).Select(device => device.Id)));
        Assert.Empty(DeviceChoice.Of([], [devices[1]]));
    }

    [Fact]
    public void Without_a_gpu_its_benchmarks_are_left_out_unless_they_are_named()
    {
        var software = Engine("vulkan", new WorkerDevice("vulkan:0", WorkerDevice.CpuDriver, "llvmpipe"));
        var everything = Plan(["pre"], [Native, software]);
        Assert.DoesNotContain(everything.Workloads, planned => planned.Engine.Name == "vulkan");
        Assert.Empty(everything.Skipped);
        var named = Assert.Single(Plan(["device-peak"], [Native, software]).Skipped);
        Assert.Equal("vulkan lists no GPU, only llvmpipe, which computes on the CPU", Assert.IsType<Skipped>(named.Outcome).Reason);
        // A machine with a GPU lacks its driver, and should know.
        Assert.Contains(Plan(["pre"], [Native, software], machine: WithGpu()).Skipped, result => result.Benchmark == "device-peak");
    }

    [Fact]
    public void The_driver_and_PyTorch_measure_the_same_memory_of_a_gpu()
    {
        var driver = Engine("vulkan", new WorkerDevice("vulkan:0", "vulkan", "RADV NAVI31", Address, MemoryBytes: 24L << 30));
        var plan = Plan(["device-memory"], [driver, OnGpus], machine: WithGpu());
        var copies = plan.Workloads.Where(
            planned => planned.Device == Address && planned.Workload.Name.StartsWith("copy", StringComparison.Ordinal))
            .ToArray();
        Assert.Equal(["pytorch", "vulkan"], copies.Select(planned => planned.Engine.Name).Order());
        Assert.Equal(copies[0].Workload.Parameters, copies[1].Workload.Parameters);
        Assert.Equal(copies[0].Workload.Cost, copies[1].Workload.Cost);
        // Where only one of the two can run, the other is not missing.
        Assert.DoesNotContain(Plan(["device-memory"], [Missing("vulkan"), OnGpus], machine: WithGpu()).Skipped,
            result => result.Workload == "all");
    }

    /// <summary>The first reaches one of two cards, and the second both.</summary>
    [Fact]
    public void A_gpu_that_two_drivers_reach_is_measured_once_and_one_that_only_the_second_reaches_by_that()
    {
        var card = new WorkerDevice("vulkan:0", "vulkan", "RADV NAVI31", Address, MemoryBytes: 24L << 30);
        var vulkan = Engine("vulkan", card);
        var openCl = Engine(
            "opencl", card with { Id = "opencl:0", Kind = "opencl" }, new WorkerDevice("opencl:1", "opencl", "MI210", "0000:43:00.0"),
            new WorkerDevice("opencl:2", "opencl", "no address"), new WorkerDevice("opencl:3", WorkerDevice.CpuDriver, "PoCL"));

        Assert.Equal([("vulkan", Address), ("opencl", "0000:43:00.0")], Measured([vulkan, openCl]));
        Assert.Equal([("opencl", Address)], Measured([vulkan, openCl], "opencl", Address));
        Assert.Equal([("vulkan", Address)], Measured([vulkan, openCl], "", Address));
        Assert.Equal([("vulkan", Address)], Measured([vulkan, openCl], "vulkan"));
        Assert.Equal([("vulkan", "vulkan:0")], Measured([Engine("vulkan", card with { Pci = null }), openCl]));
        // What is named by its id is measured, whatever it may be.
        Assert.Equal([("vulkan", Address), ("opencl", Address)], Measured([vulkan, openCl], devices: "vulkan:0,opencl:0"));
        Assert.Equal([("vulkan", Address), ("opencl", "opencl:2")], Measured([vulkan, openCl], devices: "vulkan:0,OPENCL:2"));
        // Where Vulkan has only a driver that computes on the CPU, OpenCL measures every GPU.
        var software = Engine("vulkan", new WorkerDevice("vulkan:0", WorkerDevice.CpuDriver, "llvmpipe"));
        Assert.Equal(3, Measured([software, openCl]).Length);

        static (string Engine, string Device)[] Measured(EngineStatus[] engines, string only = "", string devices = "") =>
        [
            .. Plan(["device-peak"], engines, only: only, devices: devices, machine: WithGpu()).Workloads
                .Select(planned => (planned.Engine.Name, planned.Device)).Distinct(),
        ];
    }

    /// <summary>CUDA lists NVIDIA's GPUs alone: the others are left to those that reach them.</summary>
    [Theory]
    [InlineData("", "cuda 0000:01:00.0, vulkan 0000:03:00.0, opencl 0000:43:00.0")]
    [InlineData("vulkan", "vulkan 0000:01:00.0, vulkan 0000:03:00.0")]
    [InlineData("opencl", "opencl 0000:43:00.0")]
    public void A_gpu_is_measured_by_cuda_else_vulkan_else_opencl(string only, string expected)
    {
        EngineStatus[] engines =
        [
            Engine("vulkan", new("vulkan:0", "vulkan", "RADV", Address), new("vulkan:1", "vulkan", "NVIDIA", "0000:01:00.0")),
            Engine("opencl", new WorkerDevice("opencl:0", "opencl", "MI210", "0000:43:00.0")),
            Engine("cuda", new WorkerDevice("cuda:0", "cuda", "NVIDIA", "0000:01:00.0")),
        ];
        var measured = Plan(["device-peak"], engines, only: only, machine: WithGpu()).Workloads
            .Select(planned => $"{planned.Engine.Name} {planned.Device}").Distinct();

        Assert.Equal(expected.Split(", ").Order(StringComparer.Ordinal), measured.Order(StringComparer.Ordinal));
    }

    /// <summary>Whether a machine has a GPU of NVIDIA's is not known where its driver is missing.</summary>
    [Fact]
    public void What_cuda_lacks_is_said_only_where_no_other_engine_lacks_anything()
    {
        var (cuda, vulkan) = (Missing("cuda"), Missing("vulkan"));
        Assert.Contains("vulkan", Reason([cuda, vulkan]), StringComparison.Ordinal);
        Assert.Contains("cuda", Reason([cuda], only: "cuda"), StringComparison.Ordinal);

        static string Reason(EngineStatus[] engines, string only = "") => Assert.IsType<Skipped>(
            Assert.Single(Plan(["device-peak"], engines, only: only, machine: WithGpu()).Skipped).Outcome).Reason;
    }

    /// <summary>By its address or its UUID it is known to be measured, or to be another.</summary>
    [Theory]
    [InlineData(Address, null, Address, null, true)]
    [InlineData(Address, null, "0000:43:00.0", null, true)]
    [InlineData(Address, "GPU-2", null, "GPU-2", true)]
    [InlineData(Address, "GPU-2", null, null, false)]
    [InlineData(Address, null, null, null, false)]
    [InlineData(null, null, Address, null, false)]
    public void A_gpu_that_may_be_measured_already_is_left_out_with_a_line(
        string? pci, string? uuid, string? otherPci, string? otherUuid, bool isKnown)
    {
        var plan = Plan(
            ["device-peak"],
            [
                Engine("vulkan", new WorkerDevice("vulkan:0", "vulkan", "RADV", pci, uuid)),
                Engine("opencl", new WorkerDevice("opencl:0", "opencl", "gfx1100", otherPci, otherUuid)),
            ],
            machine: WithGpu());

        Assert.NotEmpty(plan.Workloads);
        if (isKnown)
        {
            Assert.Empty(plan.Skipped);
            return;
        }

        var left = Assert.Single(plan.Skipped);
        Assert.Equal(otherPci ?? "opencl:0", left.Device);
        var skipped = Assert.IsType<Skipped>(left.Outcome);
        Assert.Equal(
            "gfx1100 may be a GPU that engine vulkan measures: a driver does not report its PCI address", skipped.Reason);
        Assert.Equal("name it with --device opencl:0", skipped.Remedy);
    }
}
