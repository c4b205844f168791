using System.CommandLine;
using StackBench.Llm.Engine;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>engine llama.cpp</c>: this program as an engine, speaking the worker protocol on stdin and stdout. Not for people, so it is hidden.</summary>
internal static class EngineCommand
{
    public const string Verb = "engine";

    public static Command Create(Surroundings surroundings)
    {
        var llama = new Command(LlamaEngineSettings.EngineName, "llama.cpp through llama-bench.");
        llama.SetAction((_, cancellation) =>
        {
            var settings = new LlamaEngineSettings(ModelCommand.CacheFolder(surroundings), surroundings.Variable(LlamaEngineSettings.UserModelVariable));
            return LlamaEngine.RunAsync(settings, cancellation);
        });
        return new Command(Verb, "Be an engine for another process of this program.") { Hidden = true, Subcommands = { llama } };
    }
}
