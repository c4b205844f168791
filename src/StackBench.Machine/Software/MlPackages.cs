using System.Collections.Immutable;

namespace StackBench.Machine.Software;

/// <summary>The packages that are looked for, and the families of those that stand for each other.</summary>
internal static class MlPackages
{
    /// <summary>
    /// Names of the packages by what they are, in the order they are told; the first of a family that is installed counts.
    /// </summary>
    public static ImmutableArray<(string Family, ImmutableArray<string> Names)> Families { get; } =
    [
        ("torch", ["torch"]),
        ("triton", ["pytorch-triton-rocm", "triton-rocm", "pytorch-triton-xpu", "pytorch-triton", "triton"]),
        ("flash-attn", ["flash-attn", "flash-attn-3"]),
        ("vllm", ["vllm"]),
        ("deepspeed", ["deepspeed"]),
        ("megatron-core", ["megatron-core"]),
        ("onnxruntime", ["onnxruntime-rocm", "onnxruntime-migraphx", "onnxruntime-gpu", "onnxruntime-openvino", "onnxruntime"]),
        ("transformers", ["transformers"]),
    ];

    private static readonly ImmutableHashSet<string> All = [.. Families.SelectMany(family => family.Names)];

    public static bool IsWanted(string normalizedName) => All.Contains(normalizedName);

    /// <summary>
    /// The name all spellings of a package share: lower case, runs of <c>-</c>, <c>_</c> and <c>.</c> made one hyphen (PEP 503).
    /// </summary>
    public static string Normalize(string name) =>
        string.Join('-', name.ToLowerInvariant().Split((char[])['-', '_', '.'], StringSplitOptions.RemoveEmptyEntries));
}
