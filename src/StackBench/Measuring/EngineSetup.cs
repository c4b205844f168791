using System.Collections.Immutable;
using StackBench.Machine;
using StackBench.Running.Engines;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>Finds the engines that come along and tries which of them start.</summary>
internal static class EngineSetup
{
    /// <summary>Every engine there is to choose, as <c>--engine</c> takes it.</summary>
    public static ImmutableArray<string> Names { get; } = KnownEngine.NamesOf(EngineKind.Worker, EngineKind.Driver, EngineKind.Python);

    /// <param name="python">Interpreter the user named; null for the usual one.</param>
    /// <param name="software">What is known of this machine's interpreters.</param>
    /// <param name="program">In place of the worker that comes along: program and first arguments; the engine's name is put behind.</param>
    /// <exception cref="UserErrorException">The worker program is missing, or what the user named does not exist.</exception>
    public static ImmutableArray<EngineDefinition> Define(
        string? libtorchFolder, string? onnxruntimeFolder, string? python, SoftwareFacts software, Surroundings surroundings,
        ImmutableArray<string> program = default)
    {
        if (libtorchFolder is not null && !Directory.Exists(libtorchFolder))
            throw new UserErrorException(
                $"there is no folder {libtorchFolder}", "give the lib folder of an installed torch", ExitCode.Usage);
        if (libtorchFolder is not null && !Directory.EnumerateFiles(libtorchFolder, "*torch_cpu.*").Any())
            throw new UserErrorException(
                $"there is no libtorch in {libtorchFolder}",
                "give the folder that holds libtorch_cpu.so: the lib folder of an installed torch",
                ExitCode.Usage);
        if (onnxruntimeFolder is not null && !Directory.Exists(onnxruntimeFolder))
            throw new UserErrorException(
                $"there is no folder {onnxruntimeFolder}", "give the folder that holds libonnxruntime.so", ExitCode.Usage);
        if (onnxruntimeFolder is not null && !Directory.EnumerateFiles(onnxruntimeFolder, "*onnxruntime.*").Any())
            throw new UserErrorException(
                $"there is no ONNX Runtime in {onnxruntimeFolder}", "give the folder that holds libonnxruntime.so", ExitCode.Usage);
        if (!program.IsDefaultOrEmpty)
            return [.. BuiltInEngines.Define(program, libtorchFolder, onnxruntimeFolder), .. LlamaEngineSetup.Define()];
        var worker = WorkerLocator.Find(AppContext.BaseDirectory)
            ?? throw new UserErrorException("the worker program StackBench.Worker is missing beside stackbench",
            "build the whole solution, or install the whole published folder");
        return [.. BuiltInEngines.Define(worker, libtorchFolder, onnxruntimeFolder), .. LlamaEngineSetup.Define(), .. PythonSetup
            .Engines(python, software, surroundings)];
    }
}
