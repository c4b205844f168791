namespace StackBench.Machine;

/// <summary>A logical GPU of a divided device.</summary>
/// <param name="Index">Within the device.</param>
/// <param name="Name">Render node or UUID by which software addresses it.</param>
public sealed record GpuPartition(int Index, Fact<string> Name, Fact<int> ComputeUnits, Fact<long> MemoryBytes);
