using System.Collections.Immutable;
using StackBench.Llm.Engine;
using StackBench.Running.Engines;
using StackBench.Serving.Servers;
using StackBench.Workloads.Llm;

namespace StackBench.Measuring;

/// <summary>
/// The engines that are this very program, started with a hidden verb: they drive other programs and compute nothing themselves.
/// </summary>
internal static class LlamaEngineSetup
{
    public static IEnumerable<EngineDefinition> Define() =>
        KnownEngine.NamesOf(EngineKind.Driver, EngineKind.Endpoint)
            .Select(name => new EngineDefinition { Name = name, Command = OwnProgram.Engine(name) });

    /// <summary>The engines, with the user's model given to those that load it.</summary>
    public static ImmutableArray<EngineDefinition> Give(ImmutableArray<EngineDefinition> engines, LlmModel? model) =>
        model?.File is not { } file
            ? engines
            : [.. engines.Select(engine => (model.IsHuggingFace
            ? engine.Name == ServerLauncher.Vllm.Name
            : engine.Name == LlamaEngineSettings.EngineName || engine.Name == ServerLauncher.LlamaServer.Name)
            ? engine with { Environment = engine.Environment.SetItem(LlamaEngineSettings.UserModelVariable, Path.GetFullPath(file)) }
            : engine)];
}
