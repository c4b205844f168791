using System.Collections.Immutable;

namespace StackBench.Workloads.Onnx;

/// <summary>Names of ONNX Runtime's execution providers: one spelling in results, whichever was typed.</summary>
internal static class ProviderName
{
    private const string End = "ExecutionProvider";

    /// <summary>Those that compute on the CPU only, so that its limits bound them; of any other it is not known.</summary>
    private static readonly ImmutableArray<string> OfCpu = ["XNNPACK", "Dnnl", "ACL", "ArmNN"];

    private static readonly ImmutableArray<string> Known =
    [
        .. OfCpu, "CUDA", "TensorRT", "NvTensorRTRTX", "ROCM", "MIGraphX", "DML", "OpenVINO", "CoreML", "QNN", "CANN", "WebGPU", "NNAPI",
        "VitisAI",
    ];

    /// <summary>The usual spelling; of a name that is not known here the given one.</summary>
    public static string Of(string given)
    {
        var name = given.EndsWith(End, StringComparison.OrdinalIgnoreCase) ? given[..^End.Length] : given;
        return Known.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) ?? name;
    }

    /// <param name="name">In the usual spelling.</param>
    public static bool IsOfCpu(string name) => OfCpu.Contains(name);
}
