using StackBench.Protocol;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Workloads.Memory;

/// <summary>Copies between the GPUs that were chosen.</summary>
public sealed class PeerWorkloadTests
{
    [Fact]
    public void One_way_is_measured_from_each_to_each_and_both_ways_once_for_a_pair()
    {
        WorkerDevice[] gpus = [.. Enumerable.Range(0, 3).Select(index => new WorkerDevice($"cuda:{index}", "cuda"))];
        string[] Pairs(string kind) =>
        [
            .. from gpu in gpus
               from benchmark in Catalog.All
               where benchmark.Name == "device-memory" && benchmark.Engines.Contains("cuda")
               from workload in benchmark.Workloads(new WorkloadTarget(MachineExamples.OneCore, "cuda", gpu, gpus))
               where workload.Parameters.TryGet("kind", out var own) && own.ToString() == kind
               let peer = workload.Parameters.TryGet("peer", out var other) ? other.ToString() : ""
               select $"{gpu.Id[^1]}{peer[^1]}",
        ];

        Assert.Equal(["01", "02", "10", "12", "20", "21"], Pairs("p2p"));
        Assert.Equal(["01", "02", "12"], Pairs("p2p-both"));
    }
}
