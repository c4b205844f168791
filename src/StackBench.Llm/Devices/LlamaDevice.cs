using StackBench.Protocol;

namespace StackBench.Llm.Devices;

/// <summary>A GPU as llama.cpp knows it.</summary>
/// <param name="Name">What the option for the device takes: <c>CUDA0</c>.</param>
/// <param name="Description">Name of the product; untrusted text, made safe to show.</param>
/// <param name="Pci">PCI address; null where it is not told.</param>
public sealed record LlamaDevice(string Name, string Description, long? MemoryBytes = null, string? Pci = null)
{
    /// <summary>As the worker protocol names kinds; the kind of a library it does not know is the library's name.</summary>
    public string Kind => Library switch
    {
        "CUDA" => "cuda",
        "ROCm" => "hip",
        "SYCL" => "xpu",
        "GPUOpenCL" => "opencl",
        var other => other.ToLowerInvariant(),
    };

    /// <summary>As the worker protocol names devices: <c>cuda:0</c>.</summary>
    public string Id => $"{Kind}:{(Name.Length > Library.Length ? Name[Library.Length..] : "0")}";

    public WorkerDevice ForHost => new(Id, Kind, Description, Pci, MemoryBytes: MemoryBytes);

    private string Library => Name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
}
