using System.Text.Json;
using StackBench.Core.Json;
using StackBench.Core.Workloads;
using StackBench.Protocol;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Worker.Device;

/// <summary>What a device is asked to measure, and what one that can do all of it says of itself.</summary>
internal static class DeviceWorkloads
{
    private static readonly MatrixTile Tile = new(MatrixElement.Fp16, MatrixElement.Fp32, 16, 16, 16);

    public static readonly DeviceFacts Facts = new()
    {
        Name = "stub",
        Driver = "none",
        IsCpuDriver = true,
        DefaultSubgroupSize = 8,
        HasFp16 = true,
        HasFp64 = true,
        HasDotProduct = true,
        Tiles =
        [
            Tile, Tile with { Sum = MatrixElement.Fp16 }, Tile with { Factor = MatrixElement.Bf16 },
            Tile with { Factor = MatrixElement.Fp8 },
            Tile with { Factor = MatrixElement.Int8, Sum = MatrixElement.Int32 },
        ],
    };

    public static IEnumerable<Workload> All(string engine = "vulkan") =>
        from benchmark in Catalog.All
        where benchmark.Engines.Contains(engine)
        from workload in benchmark.Workloads(new WorkloadTarget(
            StackBench.Tests.Workloads.MachineExamples.OneCore, engine, new WorkerDevice($"{engine}:0", WorkerDevice.CpuDriver)))
        select workload;

    public static Workload Named(string name) => All().Single(workload => workload.Name == name);

    public static Prepare Request(Workload workload) => new(
        "a", workload.Op, JsonSerializer.SerializeToElement(workload.Parameters, StackBenchJson.Default.Parameters), "vulkan:0", 1);
}
