using System.Collections.Immutable;
using StackBench.Llm.Devices;
using StackBench.Llm.LlamaBench;

namespace StackBench.Tests.Llm;

public class LlamaBenchTestTests
{
    private const string RecentHelp =
        "  -d, --n-depth <n>  (default: 0)\n  -fa, --flash-attn <on|off|auto>  (default: auto)\n  -dev, --device "
            + "<dev0/dev1/...>  (default: auto)";
    private const string OldHelp = "  -p, --n-prompt <n>  (default: 512)\n  -fa, --flash-attn <0|1>  (default: 0)";

    private static readonly LlamaBenchTest Prompt = new(128, 0, 0, 2, 2048, "auto");

    private static readonly LlamaDevice Gpu = new("CUDA1", "NVIDIA H200", Pci: "0000:8d:00.0");

    private static readonly LlamaBenchResult Good = new()
    {
        PromptTokens = 128,
        GeneratedTokens = 0,
        Depth = 0,
        Seconds = [1, 2],
        Threads = 2,
        GpuLayers = 0,
        Backends = "CPU",
        GpuInfo = "",
        Devices = "none",
    };

    /// <summary>What is wrong with a result that was asked for 128 tokens on the CPU, a part of the message.</summary>
    public static TheoryData<string, Func<object>, string?> Results => new()
    {
        { "as asked", () => Good, null },
        { "nothing but what matters", () =>
            new LlamaBenchResult { PromptTokens = 128, GeneratedTokens = 0, Depth = 0, Seconds = [1, 2] }, null},
        { "GPU hidden", () => Good with { GpuInfo = "NVIDIA H100", Backends = "CUDA" }, null },
        { "other length", () => Good with { PromptTokens = 512 }, "another test" },
        { "other kind", () => Good with { PromptTokens = 0, GeneratedTokens = 128 }, "another test" },
        { "other depth", () => Good with { Depth = 4 }, "another test" },
        { "too few samples", () => Good with { Seconds = [1] }, "1 samples where 2" },
        { "other threads", () => Good with { Threads = 64 }, "64 threads" },
        { "layers on a GPU", () => Good with { GpuLayers = 99 }, "99 layers" },
        { "GPU not hidden", () => Good with { GpuInfo = "NVIDIA H100", Backends = "CUDA", Devices = "auto" }, "may have used a GPU" },
        { "GPU and devices untold", () => Good with { GpuInfo = "NVIDIA H100", Backends = null, Devices = null }, "may have used a GPU" },
    };

    private static readonly LlamaBenchResult GoodOnGpu =
        Good with { GpuLayers = 999, Devices = "CUDA1", Backends = "CUDA", GpuInfo = "NVIDIA H200, NVIDIA H200" };

    /// <summary>What is wrong with a result that was asked for all layers on CUDA1, and the message.</summary>
    public static TheoryData<string, Func<object>, string?> ResultsOnGpu => new()
    {
        { "as asked", () => GoodOnGpu, null },
        { "with other libraries", () => GoodOnGpu with { Backends = "BLAS,CUDA,RPC" }, null },
        { "other device", () => GoodOnGpu with { Devices = "CUDA0" }, "llama-bench was given CUDA1, and names CUDA0 as its devices" },
        { "two devices", () =>
            GoodOnGpu with { Devices = "CUDA0/CUDA1" }, "llama-bench was given CUDA1, and names CUDA0/CUDA1 as its devices"},
        { "devices untold", () => GoodOnGpu with { Devices = null }, "llama-bench was given CUDA1, and names nothing as its devices" },
        { "fewer layers", () => GoodOnGpu with { GpuLayers = 20 }, "llama-bench was told to put all layers on CUDA1, and says 20" },
        { "layers untold", () => GoodOnGpu with { GpuLayers = null }, "llama-bench was told to put all layers on CUDA1, and says nothing" },
        { "the CPU", () => GoodOnGpu with { Backends = "CPU" }, "llama-bench names CPU as its backends, none for CUDA1" },
        { "libraries of the CPU", () =>
            GoodOnGpu with { Backends = "BLAS,CPU" }, "llama-bench names BLAS,CPU as its backends, none for CUDA1"},
        { "backends untold", () => GoodOnGpu with { Backends = null }, "llama-bench names nothing as its backends, none for CUDA1" },
        { "other GPU", () => GoodOnGpu with { GpuInfo = "NVIDIA T4" }, "llama-bench names NVIDIA T4 as its GPUs, not NVIDIA H200" },
        { "no GPU", () => GoodOnGpu with { GpuInfo = "" }, "llama-bench names nothing as its GPUs, not NVIDIA H200" },
        { "other threads", () => GoodOnGpu with { Threads = 64 }, "llama-bench used 64 threads, not 2" },
    };

    [Fact]
    public void All_layers_go_to_the_device_that_is_named() =>
        Assert.Equal("-m m.gguf -p 128 -n 0 -r 5 -t 2 -b 2048 -ngl 999 -o jsonl -dev CUDA1", string.Join(
            ' ', (Prompt with { Device = Gpu }).Arguments("m.gguf", 5, LlamaBenchOptions.Of(RecentHelp + "\n  -v, --verbose"))));

    [Theory]
    [InlineData(OldHelp + "\n  -v, --verbose")]
    [InlineData(RecentHelp)]
    public void A_GPU_that_the_version_cannot_be_given_or_does_not_log_is_refused(string help) =>
        Assert.Throws<NotSupportedException>(() => (Prompt with { Device = Gpu }).Arguments("m.gguf", 1, LlamaBenchOptions.Of(help)));

    [Theory]
    [MemberData(nameof(ResultsOnGpu), DisableDiscoveryEnumeration = true)]
    public void A_result_of_a_GPU_is_held_against_what_was_asked(string what, Func<object> result, string? message) =>
        Assert.True(message == (Prompt with { Device = Gpu }).Flaw([(LlamaBenchResult)result()], 2), what);

    [Theory]
    [InlineData(0, "auto", RecentHelp, "-m m.gguf -p 128 -n 0 -r 5 -t 2 -b 2048 -ngl 0 -o jsonl -dev none")]
    [InlineData(512, "on", RecentHelp, "-m m.gguf -p 128 -n 0 -r 5 -t 2 -b 2048 -ngl 0 -o jsonl -d 512 -dev none -fa on")]
    [InlineData(0, "on", OldHelp, "-m m.gguf -p 128 -n 0 -r 5 -t 2 -b 2048 -ngl 0 -o jsonl -fa 1")]
    [InlineData(0, "off", OldHelp, "-m m.gguf -p 128 -n 0 -r 5 -t 2 -b 2048 -ngl 0 -o jsonl -fa 0")]
    public void Only_options_that_the_version_knows_are_given(long depth, string flashAttention, string help, string arguments) =>
        Assert.Equal(arguments, string.Join(
            ' ', (Prompt with { Depth = depth, FlashAttention = flashAttention }).Arguments("m.gguf", 5, LlamaBenchOptions.Of(help))));

    [Fact]
    public void A_depth_that_the_version_cannot_do_is_refused() =>
        Assert.Throws<NotSupportedException>(() => (Prompt with { Depth = 1 }).Arguments("m.gguf", 1, LlamaBenchOptions.Of(OldHelp)));

    [Theory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void A_result_is_held_against_what_was_asked(string what, Func<object> result, string? message)
    {
        var flaw = Prompt.Flaw([(LlamaBenchResult)result()], 2);
        if (message is null) Assert.Null(flaw);
        else Assert.Contains(message, flaw ?? $"nothing found: {what}", StringComparison.Ordinal);
    }

    [Fact]
    public void None_or_two_results_are_a_flaw()
    {
        Assert.NotNull(Prompt.Flaw(ImmutableArray<LlamaBenchResult>.Empty, 2));
        Assert.NotNull(Prompt.Flaw([Good, Good], 2));
    }
}
