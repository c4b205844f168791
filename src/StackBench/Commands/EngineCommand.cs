using System.CommandLine;
using StackBench.Llm.Engine;
using StackBench.Measuring;
using StackBench.NcclTests;
using StackBench.Protocol.Engines;
using StackBench.Serving.Engine;
using StackBench.Serving.SelfCheck;
using StackBench.Serving.Servers;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>
/// <c>engine NAME</c>: this program as an engine, speaking the worker protocol on stdin and stdout. Not for people, so it is hidden.
/// </summary>
internal static class EngineCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var llama = new Command(LlamaEngineSettings.EngineName, "llama.cpp through llama-bench.");
        llama.SetAction((_, cancellation) =>
        {
            var settings =
                new LlamaEngineSettings(surroundings.ModelFolder(), surroundings.Variable(LlamaEngineSettings.UserModelVariable));
            return EngineConversation.OnStandardStreamsAsync(
                () => new LlamaEngine(settings, surroundings.Variable), hostGone: null, cancellation);
        });
        var collectives = new Command(NcclTestsEngine.EngineName, "NCCL or RCCL through nccl-tests or rccl-tests.");
        collectives.SetAction((_, cancellation) => EngineConversation.OnStandardStreamsAsync(
            () => new NcclTestsEngine(surroundings.Variable), hostGone: null, cancellation));
        var engines = new Command(OwnProgram.EngineVerb,
            "Be an engine for another process of this program.")
        {
            Hidden = true,
            Subcommands = { llama, collectives, Serving(ServingEngineSettings.EndpointEngine, null, surroundings) },
        };
        foreach (var launcher in ServerLauncher.All) engines.Add(Serving(launcher.Name, launcher, surroundings));
        return engines;
    }

    private static Command Serving(string name, ServerLauncher? launcher, Surroundings surroundings)
    {
        var command = new Command(name, launcher is null ? "A server that runs already." : $"{launcher.Program}, started for each run.");
        command.SetAction((_, cancellation) => EngineConversation.OnStandardStreamsAsync(
            () => new ServingEngine(
                launcher,
                ServingEngineSetup.Settings(surroundings),
                surroundings.Variable,
                TimeProvider.System,
                (concurrency, stop) => ClientCapacity.MeasureAsync(concurrency, TimeProvider.System, stop)),
            hostGone: null,
            cancellation));
        return command;
    }
}
