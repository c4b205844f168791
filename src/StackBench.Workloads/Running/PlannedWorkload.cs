using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Workloads.Engines;

namespace StackBench.Workloads.Running;

/// <summary>A workload that will be measured, where and by what.</summary>
public sealed record PlannedWorkload(Workload Workload, string Device, EngineDefinition Engine)
{
    public ResultKey Key => new(Workload.Benchmark, Workload.Name, Device, Engine.Name);
}
