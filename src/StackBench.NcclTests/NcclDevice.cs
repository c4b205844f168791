using StackBench.Protocol;

namespace StackBench.NcclTests;

/// <summary>A GPU as the header of nccl-tests lists it.</summary>
/// <param name="Index">In the order of the driver.</param>
/// <param name="Name">Of the product; untrusted text, made safe to show.</param>
/// <param name="Pci">PCI address with domain and function; null where the version prints the bus alone.</param>
internal sealed record NcclDevice(int Index, string Name, string? Pci)
{
    /// <summary>As the worker protocol names kinds: HIP's tests list AMD's GPUs alone, CUDA's none of them.</summary>
    public string Kind => Name.Contains("AMD", StringComparison.OrdinalIgnoreCase)
        || Name.Contains("Radeon", StringComparison.OrdinalIgnoreCase) ? "hip" : "cuda";

    // PyTorch names both kinds so.
    public WorkerDevice ForHost => new(FormattableString.Invariant($"cuda:{Index}"), Kind, Name, Pci);
}
