using System.Collections.Immutable;
using StackBench.Llm.Engine;
using StackBench.NcclTests;
using StackBench.Serving.Engine;
using StackBench.Serving.Servers;

namespace StackBench.Running.Engines;

/// <summary>An engine of this program.</summary>
/// <param name="Package">Distribution a Python engine cannot do without, beside torch; null for other engines.</param>
public sealed record KnownEngine(string Name, EngineKind Kind, string? Package = null)
{
    /// <summary>The one list of engines, in the order they are offered.</summary>
    public static ImmutableArray<KnownEngine> All { get; } =
    [
        new("native", EngineKind.Worker),
        new("libtorch", EngineKind.Worker),
        new("onnxruntime", EngineKind.Worker),
        new("vulkan", EngineKind.Worker),
        new("opencl", EngineKind.Worker),
        new("cuda", EngineKind.Worker),
        new(LlamaEngineSettings.EngineName, EngineKind.Driver),
        .. ServerLauncher.All.Select(launcher => new KnownEngine(launcher.Name, EngineKind.Driver)),
        new(NcclTestsEngine.EngineName, EngineKind.Driver),
        new(ServingEngineSettings.EndpointEngine, EngineKind.Endpoint),
        new("pytorch", EngineKind.Python, "torch"),
        new("triton", EngineKind.Python, "triton"),
        new("deepspeed", EngineKind.Python, "deepspeed"),
        new("megatron", EngineKind.Python, "megatron-core"),
        new("vllm", EngineKind.Python, "vllm"),
        new("vllm-bench", EngineKind.Python, "vllm"),
        new("sglang", EngineKind.Python, "sglang"),
    ];

    public static ImmutableArray<string> NamesOf(params ReadOnlySpan<EngineKind> kinds) => NamesOf(All, kinds);

    /// <summary>Of a list of engines the names of those kinds, in its order.</summary>
    internal static ImmutableArray<string> NamesOf(ImmutableArray<KnownEngine> engines, params ReadOnlySpan<EngineKind> kinds)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var engine in engines)
            if (kinds.Contains(engine.Kind)) names.Add(engine.Name);
        return names.ToImmutable();
    }
}
