using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Running.Engines;

namespace StackBench.Running;

/// <summary>A workload that will be measured, where and by what.</summary>
/// <param name="Device">The name results carry.</param>
public sealed record PlannedWorkload(Workload Workload, string Device, EngineDefinition Engine)
{
    public ResultKey Key => new(Workload.Benchmark, Workload.Name, Device, Engine.Name);

    /// <summary>What the engine calls the device.</summary>
    public string EngineDevice { get => field ?? Device; init; }
}
