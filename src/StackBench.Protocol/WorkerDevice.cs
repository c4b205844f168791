namespace StackBench.Protocol;

/// <summary>A device an engine can compute on.</summary>
/// <param name="Id">What <see cref="Prepare.Device"/> takes: <c>cpu</c>, <c>cuda:0</c>.</param>
/// <param name="Kind"><c>cpu</c>, <c>cuda</c>, <c>hip</c>, <c>xpu</c>, <c>opencl</c> or <c>vulkan</c>; <see cref="CpuDriver"/> for
/// one that a driver for GPUs makes of the CPU.</param>
/// <param name="Pci">PCI address, the key under which the host knows a GPU.</param>
public sealed record WorkerDevice(
    string Id, string Kind, string? Name = null, string? Pci = null, string? Uuid = null, long? MemoryBytes = null)
{
    /// <summary>Kind of a device whose driver computes on the CPU, as Mesa's llvmpipe does: no GPU, and never chosen by itself.</summary>
    public const string CpuDriver = "cpu-driver";
}
