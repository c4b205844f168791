using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Machine.Gpu;
using StackBench.Protocol;

namespace StackBench.Workloads;

/// <summary>What a benchmark makes its workloads for: sizes follow from the device, kernels from the engine.</summary>
/// <param name="Engine">That will run them; null when none can, so that the usual ones are named.</param>
/// <param name="Accelerator">The device as the engine knows it; null for the CPU.</param>
/// <param name="Peers">Accelerators of its kind that the engine sees, itself included; 0 for the CPU.</param>
public sealed record WorkloadTarget(MachineFacts Machine, string? Engine = null, WorkerDevice? Accelerator = null, int Peers = 0)
{
    /// <summary>Of a GPU that tells no size.</summary>
    private const long LeastMemoryBytes = 4L << 30;

    private const long DatacentreBytes = 30L << 30;

    public bool IsCpu => Accelerator is null;

    /// <summary>The facts of the GPU; null for the CPU, or where the system does not show it.</summary>
    public GpuFacts? Gpu => Accelerator is null ? null : Machine.Gpus.FirstOrDefault(gpu =>
        string.Equals(gpu.PciAddress, Accelerator.Pci, StringComparison.OrdinalIgnoreCase) || (gpu.Uuid.IsKnown && gpu.Uuid.Value == Accelerator.Uuid));

    /// <summary>Memory of the GPU in bytes.</summary>
    public long MemoryBytes => Accelerator?.MemoryBytes ?? (Gpu?.MemoryBytes is { IsKnown: true, Value: var known } ? known : LeastMemoryBytes);

    /// <summary>Whether it has the memory, and so usually the speed, for the shapes of data centre GPUs.</summary>
    public bool IsLarge => !IsCpu && MemoryBytes >= DatacentreBytes;

    /// <summary>The published rate of the GPU under a name of <see cref="GpuPeaks.Published"/>; null where none is known.</summary>
    public Ceiling? Published(string name) => Gpu is { } gpu ? GpuPeaks.Published(gpu).Find(name) : null;

    /// <summary>The parameters with what is said on this device: threads on a CPU, and on a GPU whether its caches are overwritten between samples.</summary>
    /// <param name="isFlushed">Asked for where memory sets the pace and the data would fit into a cache.</param>
    public Parameters Complete(Parameters parameters, bool isFlushed = false)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (IsCpu) return parameters.With("threads", Machine.Cpu.UsableCores);
        return isFlushed ? parameters.With("flush", true) : parameters;
    }

    /// <summary>The name results carry: a GPU's PCI address, which stays when drivers number devices anew; else what the engine calls it.</summary>
    public string Device => Accelerator is null ? WorkerDeviceNames.Cpu : Gpu?.PciAddress ?? Accelerator.Pci ?? Accelerator.Id;
}
