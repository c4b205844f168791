using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Machine.Gpu;
using StackBench.Machine.Vendors;
using StackBench.Protocol;
using StackBench.Workloads.Devices;

namespace StackBench.Workloads.Definitions;

/// <summary>What a benchmark makes its workloads for: sizes follow from the device, kernels from the engine.</summary>
/// <param name="Engine">That will run them; null when none can, so that the usual ones are named.</param>
/// <param name="Accelerator">The device as the engine knows it; null for the CPU.</param>
/// <param name="Chosen">Accelerators of its kind that the user chose, itself included, in the engine's order;
/// null for itself alone.</param>
/// <param name="SharesAddress">Whether the engine sees several devices at its PCI address: partitions of one.</param>
public sealed record WorkloadTarget(
    MachineFacts Machine, string? Engine = null, WorkerDevice? Accelerator = null, IReadOnlyList<WorkerDevice>? Chosen = null,
    bool SharesAddress = false)
{
    /// <summary>A device with less memory than this share of its GPU's is a part of it.</summary>
    private const double WholeShare = 0.8;

    /// <summary>Of a GPU that tells no size.</summary>
    private const long LeastMemoryBytes = 4L << 30;

    private const long DatacentreBytes = 30L << 30;

    /// <summary>Every device of every engine that was asked, for what they see of this one.</summary>
    public IReadOnlyList<(string Engine, WorkerDevice Device)> Seen { get; init; } = [];

    public bool IsCpu => Accelerator is null;

    /// <summary>Whether it is what a driver for GPUs makes of the CPU.</summary>
    public bool IsCpuDriver => Accelerator?.Kind == WorkerDevice.CpuDriver;

    /// <summary>The facts of the GPU; null for the CPU, or where the system does not show it.</summary>
    public GpuFacts? Gpu => Accelerator is null ? null : GpuMatch.Of(Accelerator, Machine.Gpus);

    /// <summary>Accelerators that take part where several work together; empty for the CPU.</summary>
    public IReadOnlyList<WorkerDevice> Peers => Accelerator is null ? [] : Chosen ?? [Accelerator];

    /// <summary>Whether it stands for all that take part: they are measured together, and once.</summary>
    public bool IsFirstPeer => Accelerator is not null && Peers[0].Id == Accelerator.Id;

    private bool IsPart => SharesAddress
        || (Accelerator?.MemoryBytes is { } own && Gpu?.MemoryBytes is { IsKnown: true, Value: var whole } && own < whole * WholeShare);

    /// <summary>Memory of the GPU in bytes.</summary>
    public long MemoryBytes =>
        Accelerator?.MemoryBytes ?? (Gpu?.MemoryBytes is { IsKnown: true, Value: var known } ? known : LeastMemoryBytes);

    /// <summary>Whether it has the memory, and so usually the speed, for the shapes of data centre GPUs.</summary>
    public bool IsLarge => !IsCpu && !IsCpuDriver && MemoryBytes >= DatacentreBytes;

    /// <summary>
    /// The published rate of the GPU under a name of <see cref="GpuPeaks.Published"/>; null where none is known, or for a part of a GPU.
    /// </summary>
    public Ceiling? Published(string name) => !IsPart && Gpu is { } gpu ? GpuPeaks.Published(gpu).Find(name) : null;

    /// <summary>
    /// The parameters with what is said on this device: threads on a CPU, and on a GPU whether its caches are overwritten before each call.
    /// </summary>
    /// <param name="isFlushed">Asked for where memory sets the pace and the data would fit into a cache.</param>
    public Parameters Complete(Parameters parameters, bool isFlushed = false)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (IsCpu) return parameters.With("threads", Machine.Cpu.UsableCores);
        return isFlushed ? parameters.With("flush", true) : parameters;
    }

    /// <summary>
    /// The parameters of an operation in which all chosen accelerators take part. Which they are is said where it is not the first ones.
    /// </summary>
    public Parameters CompleteForPeers(Parameters parameters)
    {
        var complete = Complete(parameters);
        var isUsual = Peers.Select((peer, index) => peer.Id.EndsWith(FormattableString.Invariant($":{index}"), StringComparison.Ordinal))
            .All(isFirst => isFirst);
        return isUsual ? complete : complete.With("devices", string.Join(',', Peers.Select(peer => peer.Id)));
    }

    /// <summary>
    /// What torch calls the library by which accelerators of this kind speak to each other: NCCL, RCCL, oneCCL; Gloo for the CPU.
    /// </summary>
    public string CollectiveLibrary =>
        Accelerator is null ? "gloo" : GpuVendors.OfEngineKind(Accelerator.Kind)?.CollectiveLibrary ?? "nccl";

    /// <summary>
    /// The name results carry: a GPU's PCI address, which stays when drivers number devices anew; else what the engine calls it.
    /// Of several at one address both.
    /// </summary>
    public string Device
    {
        get
        {
            if (Accelerator is null) return WorkerDeviceNames.Cpu;
            var address = Gpu?.PciAddress ?? Accelerator.Pci;
            return address is null ? Accelerator.Id : SharesAddress ? $"{address} {Accelerator.Id}" : address;
        }
    }
}
