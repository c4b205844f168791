using System.Collections.Immutable;

namespace StackBench.Machine.Software;

/// <summary>The packages that are looked for, and the families of those that stand for each other.</summary>
internal static class MlPackages
{
    /// <summary>
    /// Names of the packages by what they are, in the order they are told; the first of a family that is installed counts. A star
    /// stands for the rest of a name.
    /// </summary>
    public static ImmutableArray<(string Family, ImmutableArray<string> Names)> Families { get; } =
    [
        ("torch", ["torch"]),
        ("triton", ["pytorch-triton-rocm", "triton-rocm", "pytorch-triton-xpu", "pytorch-triton", "triton"]),
        ("flash-attn", ["flash-attn"]),
        ("vllm", ["vllm"]),
        ("deepspeed", ["deepspeed"]),
        ("megatron-core", ["megatron-core"]),
        ("onnxruntime",
            ["onnxruntime-rocm", "onnxruntime-migraphx", "onnxruntime-gpu", "onnxruntime-openvino", "onnxruntime-directml", "onnxruntime"]),
        ("transformers", ["transformers"]),
        ("flash-attn-3", ["flash-attn-3", "flashattn-hopper"]),
        ("flash-attn-4", ["flash-attn-4", "flash-attn-cute"]),
        ("xformers", ["xformers"]),
        ("aiter", ["amd-aiter", "aiter"]),
        ("transformer-engine", ["transformer-engine", "transformer-engine-*"]),
        ("apex", ["apex"]),
        ("flashinfer", ["flashinfer-python", "flashinfer"]),
        ("sglang", ["sglang"]),
        ("bitsandbytes", ["bitsandbytes"]),
        ("torchao", ["torchao"]),
        ("jax", ["jax"]),
        ("jaxlib", ["jaxlib"]),
        ("cupy", ["cupy-cuda*", "cupy-rocm-*", "cupy"]),
        ("rocm-sdk-core", ["rocm-sdk-core", "rocm"]),
        ("rocm-sdk-libraries", ["rocm-sdk-libraries-*"]),
    ];

    /// <summary>Files and folders that are a package, for one that was put there without metadata.</summary>
    public static ImmutableArray<(string Path, string Name)> Modules { get; } =
        [("flash_attn_interface.py", "flash-attn-3"), ("flash_attn/cute/__init__.py", "flash-attn-4")];

    /// <summary>Families whose absence is a fact of a run; the others are told where they are installed.</summary>
    public static ImmutableHashSet<string> Expected { get; } =
        ["torch", "triton", "flash-attn", "vllm", "deepspeed", "megatron-core", "onnxruntime", "transformers"];

    public static bool IsWanted(string normalizedName) =>
        Families.Any(family => family.Names.Any(pattern => Matches(pattern, normalizedName)));

    /// <summary>Name of the package of a family that counts; null where none is installed.</summary>
    public static string? Installed(IEnumerable<string> names, IEnumerable<string> installed) =>
        names.Select(pattern => installed.FirstOrDefault(name => Matches(pattern, name))).FirstOrDefault(name => name is not null);

    private static bool Matches(string pattern, string name) =>
        pattern[^1] == '*' ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : name == pattern;

    /// <summary>
    /// The name all spellings of a package share: lower case, runs of <c>-</c>, <c>_</c> and <c>.</c> made one hyphen (PEP 503).
    /// </summary>
    public static string Normalize(string name) =>
        string.Join('-', name.ToLowerInvariant().Split((char[])['-', '_', '.'], StringSplitOptions.RemoveEmptyEntries));
}
