using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Llm.Engine;
using StackBench.Machine.Reading;
using StackBench.Running.Engines;
using StackBench.Serving.Servers;

namespace StackBench.Measuring;

/// <summary>What the engines told of themselves, as facts of the fingerprint.</summary>
internal static class EngineFacts
{
    private static readonly ImmutableArray<string> Llama = [LlamaEngineSettings.EngineName, ServerLauncher.LlamaServer.Name];
    private static readonly ImmutableArray<string> Packages =
    [
        "python", "torch", "triton", "deepspeed", "megatron-core", "vllm", "flash-attn", "flash-attn-3", "flash-attn-4", "xformers",
        "flashinfer", "aiter", "transformer-engine", "torchao", "bitsandbytes", "sglang", "sgl-kernel", "fbgemm-gpu",
    ];

    /// <summary>What a variable that an engine's process has is told with: <c>env.ONEDNN_MAX_CPU_ISA</c>.</summary>
    private const string VariablePrefix = "env.";

    /// <param name="given">Variables the engines are started with; of those they have, only the others are facts of the engine.</param>
    public static IEnumerable<FingerprintFact> Of(IEnumerable<EngineStatus> engines, Func<string, string?> given) =>
        engines.SelectMany(engine => Of(engine, given));

    /// <summary>Path of the Python that is measured; null where none is.</summary>
    public static string? Interpreter(IEnumerable<EngineStatus> engines) =>
        engines.Where(engine => PythonEngines.Families.Contains(engine.Definition.Name)).Select(engine => engine.Definition.Command[0])
            .FirstOrDefault(Path.IsPathFullyQualified);

    /// <summary>
    /// Facts <c>software.*</c> as the engines told them, for those that files do not tell: of an interpreter behind a script, of a
    /// llama.cpp without a package.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Software(IEnumerable<EngineStatus> engines)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var engine in engines)
        {
            if (engine.Ready is not { } ready) continue;
            if (Llama.Contains(engine.Definition.Name)) told.TryAdd("software.llama.cpp", ready.Version);
            if (!PythonEngines.Families.Contains(engine.Definition.Name)) continue;
            foreach (var (name, value) in ready.Software)
                if (Packages.Contains(name)) told.TryAdd($"software.{name}", value);
        }

        return told;
    }

    private static IEnumerable<FingerprintFact> Of(EngineStatus engine, Func<string, string?> given)
    {
        var prefix = $"engine.{engine.Definition.Name}";
        if (engine.Ready is not { } ready)
        {
            yield return new FingerprintFact($"{prefix}.version", null, FactRole.Cause, engine.Reason ?? "it did not start");
            yield break;
        }

        yield return new FingerprintFact($"{prefix}.version", ready.Version, FactRole.Cause);
        foreach (var (name, value) in ready.Software)
            if (!name.StartsWith(VariablePrefix, StringComparison.Ordinal))
                yield return new FingerprintFact($"{prefix}.{name}", value, FactRole.Cause);
            else if (name[VariablePrefix.Length..] is var variable && SafeText.OneLine(given(variable) ?? "") != value)
                foreach (var fact in EnvironmentFacts.Of(_ => value, [variable])) yield return fact with { Name = $"{prefix}.{fact.Name}" };
    }
}
