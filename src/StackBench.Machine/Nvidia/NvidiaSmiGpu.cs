using StackBench.Machine.Import;

namespace StackBench.Machine.Nvidia;

/// <summary>One GPU of nvidia-smi's output as named texts.</summary>
/// <param name="Machine">Fields that stand above the GPUs.</param>
/// <param name="Partitions">MIG instances.</param>
internal sealed record NvidiaSmiGpu(string Id, ToolFields Fields, ToolFields Machine, IReadOnlyList<ToolFields> Partitions);
