using System.Collections.Immutable;

namespace StackBench.Worker.Onnxruntime;

/// <summary>An execution provider of ONNX Runtime: how it is asked for, and where its memory is.</summary>
/// <param name="Name">As the library's function for providers by name spells it.</param>
/// <param name="LibraryName">As the library lists it, without the end <c>ExecutionProvider</c>.</param>
/// <param name="Way">Which functions add it to a session.</param>
/// <param name="Memory">What the library calls its memory, which inputs and outputs can stay in; null for the host's.</param>
internal sealed record ExecutionProvider(string Name, string LibraryName, ProviderWay Way, string? Memory = null)
{
    private const string ListEnd = "ExecutionProvider";

    /// <summary>Those that are not simply added by the name they are listed by.</summary>
    private static readonly ImmutableArray<ExecutionProvider> Known =
    [
        new("CUDA", "CUDA", ProviderWay.CudaOptions, "Cuda"),
        new("TensorRT", "Tensorrt", ProviderWay.TensorRTOptions, "Cuda"),
        new("ROCM", "ROCM", ProviderWay.Export, "Hip"),
        new("MIGraphX", "MIGraphX", ProviderWay.Export),
        new("Dnnl", "Dnnl", ProviderWay.ExportWithArena),
        new("XNNPACK", "Xnnpack", ProviderWay.Name),
        new("DML", "Dml", ProviderWay.Name),
        new("WebGPU", "WebGpu", ProviderWay.Name),
    ];

    /// <summary>As the library lists it and names it in profiles.</summary>
    public string ListedName => LibraryName + ListEnd;

    /// <summary>The provider a user means by a name, in any case; null where the library does not list it.</summary>
    /// <param name="listed">What the library lists.</param>
    public static ExecutionProvider? Find(string name, IEnumerable<string> listed)
    {
        var known = Known.FirstOrDefault(provider => Same(provider.Name, name) || Same(provider.LibraryName, name));
        return listed.Select(Short).FirstOrDefault(there => Same(there, known?.LibraryName ?? name)) is { } found
            ? known ?? new ExecutionProvider(found, found, ProviderWay.Name)
            : null;
    }

    /// <summary>The name without its end: <c>CUDA</c> of <c>CUDAExecutionProvider</c>.</summary>
    public static string Short(string listed) =>
        listed.EndsWith(ListEnd, StringComparison.Ordinal) ? listed[..^ListEnd.Length] : listed;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
