using System.Collections.Immutable;
using StackBench.Commands;
using StackBench.Llm.Engine;
using StackBench.Running.Engines;
using StackBench.Serving.Servers;
using StackBench.Workloads.Llm;

namespace StackBench.Measuring;

/// <summary>The llama.cpp engine is this very program, started with a hidden verb: it drives llama-bench and computes nothing itself.</summary>
internal static class LlamaEngineSetup
{
    public static EngineDefinition Define() => new()
    {
        Name = LlamaEngineSettings.EngineName,
        Command = Command(LlamaEngineSettings.EngineName),
    };

    /// <summary>The engines, with the user's model given to those that load it.</summary>
    public static ImmutableArray<EngineDefinition> Give(ImmutableArray<EngineDefinition> engines, LlmModel? model) =>
        model?.File is not { } file
            ? engines
            : [.. engines.Select(engine => (model.IsHuggingFace ? engine.Name == ServerLauncher.Vllm.Name : engine.Name == LlamaEngineSettings.EngineName || engine.Name == ServerLauncher.LlamaServer.Name) ? engine with { Environment = engine.Environment.SetItem(LlamaEngineSettings.UserModelVariable, Path.GetFullPath(file)) } : engine)];

    /// <summary>How an engine of this program is started.</summary>
    public static ImmutableArray<string> Command(string engine) => [Program(), EngineCommand.Verb, engine];

    // Started as `dotnet stackbench.dll` the process is dotnet, but its executable lies beside the library.
    private static string Program()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "stackbench.exe" : "stackbench");
        return File.Exists(beside) ? beside : Environment.ProcessPath ?? beside;
    }
}
