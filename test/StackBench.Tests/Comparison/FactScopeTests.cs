using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Machine.Software;
using StackBench.Running.Engines;

namespace StackBench.Tests.Comparison;

public sealed class FactScopeTests
{
    private const string Gpu = "0000:03:00.0";

    // Columns: native, libtorch, llama.cpp, vllm and pytorch on the CPU; pytorch and llama.cpp on a GPU; imported (no engine),
    // a user's own worker.
    [Theory]
    [InlineData("software.postgresql", "- - - - - - - - -")]
    [InlineData("software.slurm", "- - - - - - - - -")]
    [InlineData("software.python", "- - - x x x - x x")]
    [InlineData("software.torch", "- - - x x x - x x")]
    [InlineData("software.torch-build", "- - - x x x - x x")]
    [InlineData("software.flash-attn", "- - - x x x - x x")]
    [InlineData("python.torch", "- - - x x x - x x")]
    [InlineData("software.vllm", "- - - x - - - x x")]
    [InlineData("software.sglang", "- - - - - - - x x")]
    [InlineData("software.sgl-kernel", "- - - - - - - x x")]
    [InlineData("software.fbgemm-gpu", "- - - x x x - x x")]
    [InlineData("env.STACKBENCH_NCCL_TESTS", "- - - - - - - x x")]
    [InlineData("env.SGLANG_USE_CPU_ENGINE", "- - - - - - - x x")]
    [InlineData("software.deepspeed", "- - - - - - - x x")]
    [InlineData("software.jax", "- - - - - - - x x")]
    [InlineData("software.llama.cpp", "- - x - - - x x x")]
    [InlineData("software.rocm", "- - - - - x x - -")]
    [InlineData("software.cuda", "- - - - - x x - -")]
    [InlineData("software.nvidia", "- - - - - x x - -")]
    [InlineData("software.amdgpu", "- - - - - x x - -")]
    [InlineData("software.rocm-sdk-core", "- - - - - x - - -")]
    [InlineData("software.something-new", "x x x x x x x x x")]
    [InlineData("env.ONEDNN_MAX_CPU_ISA", "- x x x x x x x x")]
    [InlineData("env.MKL_NUM_THREADS", "- x x x x x x x x")]
    [InlineData("env.OMP_NUM_THREADS", "x x x x x x x x x")]
    [InlineData("env.PYTORCH_CUDA_ALLOC_CONF", "- x - x x x - x x")]
    [InlineData("env.TORCH_LOGS", "- x - x x x - x x")]
    [InlineData("env.TRITON_CACHE_DIR", "- - - x x x - x x")]
    [InlineData("env.VLLM_USE_V1", "- - - x - - - x x")]
    [InlineData("env.GGML_CUDA_FORCE_MMQ", "- - x - - - x x x")]
    [InlineData("env.CUDA_LAUNCH_BLOCKING", "- - - x x x x x x")]
    [InlineData("env.HSA_XNACK", "- - - x x x x x x")]
    [InlineData("env.NCCL_DEBUG", "- - - x x x x x x")]
    [InlineData("env.RADV_DEBUG", "- - x - - - x x x")]
    [InlineData("env.VK_DRIVER_FILES", "- - x - - - x x x")]
    [InlineData("env.POCL_DEVICES", "- - x - - - x x x")]
    [InlineData("env.LD_PRELOAD", "x x x x x x x x x")]
    [InlineData("env.MALLOC_ARENA_MAX", "x x x x x x x x x")]
    [InlineData("os.kernel", "x x x x x x x x x")]
    [InlineData("cpu.microcode", "x x x x x x x x x")]
    [InlineData("policy.governor", "x x x x x x x x x")]
    [InlineData("engine.worker", "x x x x x x x x x")]
    [InlineData("engine.libtorch.version", "- x - - - - - - -")]
    [InlineData("engine.llama.cpp.version", "- - x - - - x - -")]
    [InlineData("gpu.0000:03:00.0.driver-version", "- - - - - x x - -")]
    [InlineData("gpu.0000:04:00.0.driver-version", "- - - - - - - - -")]
    public void A_fact_concerns_the_results_it_can_change(string fact, string expected)
    {
        ResultKey[] keys =
        [
            new("gemm", "x", "cpu", "native"), new("gemm", "x", "cpu", "libtorch"), new("llm", "x", "cpu", "llama.cpp"),
            new("vllm-offline", "x", "cpu", "vllm"), new("gemm", "x", "cpu", "pytorch"), new("gemm", "x", Gpu, "pytorch"),
            new("llm", "x", Gpu, "llama.cpp"), new("google-benchmark", "x", "cpu"), new("gemm", "x", "cpu", "my-worker"),
        ];
        var change = new FactChange(fact, "1", "2", FactRole.Cause);
        Assert.Equal(expected, string.Join(' ', keys.Select(key => change.Concerns(key) ? "x" : "-")));
    }

    [Theory]
    [InlineData("software.sglang", "sglang", true)]
    [InlineData("env.SGLANG_USE_CPU_ENGINE", "sglang", true)]
    [InlineData("software.sgl-kernel", "sglang", true)]
    [InlineData("software.fbgemm-gpu", "nccl-tests", false)]
    [InlineData("env.STACKBENCH_NCCL_TESTS", "nccl-tests", true)]
    [InlineData("env.STACKBENCH_NCCL_TESTS", "sglang", false)]
    [InlineData("software.torch", "sglang", true)]
    [InlineData("software.vllm", "sglang", false)]
    [InlineData("software.deepspeed", "sglang", false)]
    [InlineData("software.torch", "nccl-tests", false)]
    [InlineData("env.NCCL_ALGO", "nccl-tests", true)]
    public void Engines_beside_them(string fact, string engine, bool concerns) =>
        Assert.Equal(concerns, new FactChange(fact, "1", "2", FactRole.Cause).Concerns(new("x", "x", Gpu, engine)));

    [Fact]
    public void The_rules_know_which_engines_run_in_the_interpreter()
    {
        var change = new FactChange("software.python", "3.12", "3.13", FactRole.Cause);
        foreach (var engine in KnownEngine.All.Where(engine => engine.Kind is EngineKind.Python or EngineKind.Worker))
            Assert.Equal(engine.Kind == EngineKind.Python, change.Concerns(new("gemm", "x", "cpu", engine.Name)));
    }

    [Fact]
    public void No_package_of_the_interpreter_separates_what_runs_without_it() => Assert.All(
        MlPackages.Families.Select(family => new FactChange($"software.{family.Family}", "1", "2", FactRole.Cause)),
        change => Assert.False(change.Concerns(new("gemm", "x", "cpu", "libtorch"))));
}
