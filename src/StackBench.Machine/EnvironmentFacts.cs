using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Machine.Files;

namespace StackBench.Machine;

/// <summary>The environment variables that change what ML libraries do, as facts of a run. Nothing that may be a secret passes.</summary>
internal static class EnvironmentFacts
{
    private static readonly ImmutableArray<string> Prefixes =
    [
        "OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "BLIS_", "ONEDNN_", "DNNL_", "TORCH_", "TORCHINDUCTOR_", "PYTORCH_", "ATEN_", "NCCL_", "RCCL_", "MIOPEN_", "ROCBLAS_", "HIPBLASLT_",
        "HSA_OVERRIDE_GFX_VERSION", "CUBLAS_", "CUDNN_", "TRITON_", "VLLM_", "GGML_", "MALLOC_",
    ];

    private static readonly ImmutableArray<string> Names =
    [
        "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL", "NVIDIA_VISIBLE_DEVICES", "ZE_AFFINITY_MASK", "CUDA_DEVICE_ORDER",
        "CUDA_DEVICE_MAX_CONNECTIONS", "CUDA_LAUNCH_BLOCKING", "CUDA_MODULE_LOADING", "HIP_LAUNCH_BLOCKING", "AMD_SERIALIZE_KERNEL", "HSA_ENABLE_SDMA", "HSA_ENABLE_INTERRUPT", "HSA_XNACK",
        "GPU_MAX_HW_QUEUES", "LD_PRELOAD", "GLIBC_TUNABLES", "NVIDIA_TF32_OVERRIDE", "FLASH_ATTENTION_TRITON_AMD_ENABLE",
    ];

    /// <summary>Variables under the prefixes that can be asked for by name alone.</summary>
    private static readonly ImmutableArray<string> KnownUnderPrefixes =
    [
        "OMP_NUM_THREADS", "OMP_PROC_BIND", "OMP_PLACES", "OMP_SCHEDULE", "OMP_DYNAMIC", "OMP_WAIT_POLICY", "OMP_THREAD_LIMIT", "OMP_MAX_ACTIVE_LEVELS", "OMP_STACKSIZE",
        "GOMP_CPU_AFFINITY", "GOMP_SPINCOUNT", "GOMP_STACKSIZE", "KMP_AFFINITY", "KMP_BLOCKTIME", "KMP_HW_SUBSET", "KMP_LIBRARY", "KMP_SETTINGS",
        "MKL_NUM_THREADS", "MKL_DYNAMIC", "MKL_ENABLE_INSTRUCTIONS", "MKL_DEBUG_CPU_TYPE", "MKL_CBWR", "MKL_THREADING_LAYER", "MKL_INTERFACE_LAYER", "MKL_VERBOSE",
        "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE", "OPENBLAS_MAIN_FREE", "BLIS_NUM_THREADS", "BLIS_ARCH_TYPE",
        "ONEDNN_MAX_CPU_ISA", "ONEDNN_CPU_ISA_HINTS", "ONEDNN_DEFAULT_FPMATH_MODE", "ONEDNN_VERBOSE", "ONEDNN_PRIMITIVE_CACHE_CAPACITY", "DNNL_MAX_CPU_ISA", "DNNL_VERBOSE",
        "TORCH_COMPILE_DISABLE", "TORCH_BLAS_PREFER_HIPBLASLT", "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "TORCH_CUDNN_V8_API_DISABLED", "TORCH_NCCL_AVOID_RECORD_STREAMS", "TORCH_LOGS",
        "TORCHINDUCTOR_MAX_AUTOTUNE", "TORCHINDUCTOR_FREEZING", "ATEN_CPU_CAPABILITY",
        "PYTORCH_ALLOC_CONF", "PYTORCH_CUDA_ALLOC_CONF", "PYTORCH_HIP_ALLOC_CONF", "PYTORCH_NO_CUDA_MEMORY_CACHING", "PYTORCH_TUNABLEOP_ENABLED", "PYTORCH_TUNABLEOP_TUNING", "PYTORCH_ROCM_ARCH",
        "PYTORCH_NVML_BASED_CUDA_CHECK",
        "NCCL_ALGO", "NCCL_PROTO", "NCCL_DEBUG", "NCCL_P2P_DISABLE", "NCCL_P2P_LEVEL", "NCCL_SHM_DISABLE", "NCCL_IB_DISABLE", "NCCL_IB_HCA", "NCCL_NET_GDR_LEVEL", "NCCL_SOCKET_IFNAME",
        "NCCL_MIN_NCHANNELS", "NCCL_MAX_NCHANNELS", "NCCL_BUFFSIZE", "NCCL_NTHREADS", "NCCL_NVLS_ENABLE", "RCCL_MSCCL_ENABLE",
        "MIOPEN_FIND_MODE", "MIOPEN_FIND_ENFORCE", "MIOPEN_USER_DB_PATH", "MIOPEN_DISABLE_CACHE", "MIOPEN_DEBUG_DISABLE_FIND_DB", "ROCBLAS_USE_HIPBLASLT", "ROCBLAS_TENSILE_LIBPATH", "ROCBLAS_LAYER",
        "HIPBLASLT_TENSILE_LIBPATH", "CUBLAS_WORKSPACE_CONFIG", "CUDNN_LOGLEVEL_DBG", "TRITON_INTERPRET", "TRITON_CACHE_DIR",
        "VLLM_ATTENTION_BACKEND", "VLLM_USE_TRITON_FLASH_ATTN", "VLLM_ROCM_USE_AITER", "VLLM_CPU_KVCACHE_SPACE", "VLLM_CPU_OMP_THREADS_BIND",
        "GGML_CUDA_FORCE_MMQ", "GGML_CUDA_ENABLE_UNIFIED_MEMORY", "MALLOC_ARENA_MAX", "MALLOC_CONF", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_",
        "HSA_OVERRIDE_GFX_VERSION", .. Enumerable.Range(0, 16).Select(gpu => $"HSA_OVERRIDE_GFX_VERSION_{gpu}"),
    ];

    private static readonly ImmutableArray<string> SecretWords = ["KEY", "TOKEN", "SECRET", "PASS", "CREDENTIAL", "AUTH", "COOKIE", "CERT"];

    /// <summary>Facts <c>env.NAME</c> of the variables that are set and matter.</summary>
    public static IEnumerable<FingerprintFact> Of(Func<string, string?> variable, IEnumerable<string>? names)
    {
        foreach (var name in (names ?? [.. Names, .. KnownUnderPrefixes]).Where(Matters).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            if (variable(name) is { } value) yield return new FingerprintFact($"env.{name}", PlainText.OneLine(WithoutUserInfo(value)), FactRole.Cause);
    }

    /// <summary>Whether a variable may change a measurement and is no secret by its name.</summary>
    public static bool Matters(string name) =>
        (Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
        && !SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    // An address in a value (a store, a proxy) may carry a user's password before the host.
    private static string WithoutUserInfo(string value)
    {
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        var at = scheme < 0 ? -1 : value.IndexOf('@', scheme);
        return at < 0 ? value : string.Concat(value.AsSpan(0, scheme + 3), value.AsSpan(at + 1));
    }
}
