using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>
/// Which results a fact can concern. Excludes only what is known to have nothing to do with it: in doubt a fact concerns.
/// </summary>
internal static class FactScope
{
    private const string Cpu = "cpu";

    // Engines that are known to the rules; one that is not (a worker of the user's, an imported result) is concerned by everything.
    private static readonly ImmutableArray<string> Native = ["native"];
    private static readonly ImmutableArray<string> Libtorch = ["libtorch"];
    private static readonly ImmutableArray<string> Onnxruntime = ["onnxruntime"];
    private static readonly ImmutableArray<string> Drivers = ["vulkan", "opencl", "cuda"];
    private static readonly ImmutableArray<string> Llama = ["llama.cpp", "llama-server"];
    private static readonly ImmutableArray<string> Vllm = ["vllm", "vllm-bench", "vllm-serve"];
    private static readonly ImmutableArray<string> Sglang = ["sglang"];
    private static readonly ImmutableArray<string> Training = ["deepspeed", "megatron"];

    private static readonly ImmutableArray<string> NcclTests = ["nccl-tests"];

    private static readonly ImmutableArray<string> Compiled = [.. Native, .. Libtorch, .. Onnxruntime, .. Llama, .. Drivers, .. NcclTests];

    /// <summary>Those that run in the user's interpreter.</summary>
    private static readonly ImmutableArray<string> Python = ["pytorch", "triton", .. Training, .. Vllm, .. Sglang];

    private static readonly ImmutableArray<Rule> Rules =
    [
        Nothing("software.postgresql", "software.slurm"),
        Not(Native, Libtorch, Onnxruntime, Drivers, Python).For("software.llama.cpp", "env.GGML_", "env.LLAMA_", "env.STACKBENCH_LLAMA"),
        Not(Native, Libtorch, Onnxruntime, Drivers, Llama, Python).For("env.STACKBENCH_NCCL_TESTS"),
        Not().OnGpu().For("software.rocm", "software.cuda", "software.nvidia", "software.amdgpu"),
        // Packages of the interpreter: those that one engine alone loads, then all others.
        Not(Compiled, Training, Sglang, ["pytorch", "triton"]).For("software.vllm", "env.VLLM_"),
        Not(Compiled, Training, Vllm, ["pytorch", "triton"]).For("software.sglang", "software.sgl-kernel", "env.SGLANG_"),
        Not(Compiled, Vllm, Sglang, ["pytorch", "triton", "megatron"]).For("software.deepspeed"),
        Not(Compiled, Vllm, Sglang, ["pytorch", "triton", "deepspeed"]).For("software.megatron-core"),
        Not(Compiled).For(
            "python.", "software.python", "software.torch", "software.torch-build", "software.triton", "software.flash-attn",
            "software.flash-attn-3", "software.flash-attn-4", "software.transformers", "software.xformers", "software.aiter",
            "software.transformer-engine", "software.apex",
            "software.flashinfer", "software.bitsandbytes", "software.torchao", "software.fbgemm-gpu", "software.cupy", "env.TRITON_",
            "env.TORCHINDUCTOR_"),
        Not(Compiled).OnGpu().For("software.rocm-sdk-core", "software.rocm-sdk-libraries"),
        Not(Compiled, Python).For("software.onnxruntime", "software.jax", "software.jaxlib"),
        Not(Native, Onnxruntime, Llama, Drivers).For("env.PYTORCH_", "env.TORCH_", "env.ATEN_"),
        Not(Native, Drivers).For("env.ONEDNN_", "env.DNNL_", "env.MKL_", "env.OPENBLAS_", "env.BLIS_"),
        Not(Native, Libtorch, Onnxruntime, Python, ["cuda"]).For("env.RADV_", "env.MESA_", "env.VK_", "env.NVK_", "env.ANV_", "env.LIBGL_"),
        Not(Native, Libtorch, Onnxruntime, Python, ["vulkan", "cuda"]).For("env.OCL_ICD_", "env.POCL_", "env.RUSTICL_"),
        // A Python library may do something else on the CPU when it finds GPUs; the engines of compiled code do not.
        GpuVariables("env.CUDA_", "env.CUBLAS_", "env.CUDNN_", "env.NCCL_", "env.NVIDIA_", "env.HIP_", "env.HIPBLASLT_", "env.HSA_",
            "env.ROCR_", "env.ROCBLAS_", "env.RCCL_", "env.MIOPEN_", "env.AMD_SERIALIZE_", "env.GPU_MAX_HW_QUEUES"),
    ];

    /// <summary>Facts of another GPU or engine, and of software that takes no part in a result, do not concern it.</summary>
    public static bool Concerns(FactChange change, ResultKey key)
    {
        if (change.Device is { } device) return device == key.Device;
        if (change.Engine is not null) return change.Name.StartsWith($"engine.{key.Engine}.", StringComparison.Ordinal);
        foreach (var rule in Rules)
            if (rule.Matches(change.Name)) return rule.Admits(key);
        return true;
    }

    private static Rule Nothing(params ImmutableArray<string> names) => new(names, _ => false);

    private static Rule GpuVariables(params ImmutableArray<string> names) => new(
        names, key => key.Device != Cpu || key.Engine is not { } engine || !Compiled.Contains(engine));

    private static Excluded Not(params ImmutableArray<string>[] engines) => new([.. engines.SelectMany(names => names)]);

    private sealed record Excluded(ImmutableArray<string> Engines, bool IsGpuOnly = false)
    {
        public Excluded OnGpu() => this with { IsGpuOnly = true };

        public Rule For(params ImmutableArray<string> names) => new(
            names, key => (key.Engine is null || !Engines.Contains(key.Engine)) && !(IsGpuOnly && key.Device == Cpu));
    }

    /// <param name="Names">Whole names, or the beginning of names where they end in a dot or an underscore.</param>
    private sealed record Rule(ImmutableArray<string> Names, Func<ResultKey, bool> Admits)
    {
        public bool Matches(string name)
        {
            foreach (var known in Names)
            {
                if (known[^1] is '.' or '_' ? name.StartsWith(known, StringComparison.Ordinal) : name == known) return true;
            }

            return false;
        }
    }
}
