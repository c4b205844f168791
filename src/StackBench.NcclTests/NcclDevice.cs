using StackBench.Protocol;

namespace StackBench.NcclTests;

/// <summary>A GPU as the header of nccl-tests lists it.</summary>
/// <param name="Index">In the order of the driver.</param>
/// <param name="Name">Of the product; untrusted text, made safe to show.</param>
/// <param name="Pci">PCI address with domain and function; null where the version prints the bus alone.</param>
internal sealed record NcclDevice(int Index, string Name, string? Pci)
{
    /// <summary>PyTorch names both kinds so.</summary>
    public string Id => FormattableString.Invariant($"cuda:{Index}");

    /// <param name="isHip">Whether rccl-tests listed it, which see AMD's GPUs alone; nccl-tests see none of them.</param>
    public WorkerDevice ForHost(bool isHip) => new(Id, isHip ? "hip" : "cuda", Name, Pci);
}
