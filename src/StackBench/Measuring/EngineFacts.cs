using StackBench.Core.Results;
using StackBench.Running.Engines;

namespace StackBench.Measuring;

/// <summary>What the engines told of themselves, as facts of the fingerprint.</summary>
internal static class EngineFacts
{
    public static IEnumerable<FingerprintFact> Of(IEnumerable<EngineStatus> engines) => engines.SelectMany(Of);

    private static IEnumerable<FingerprintFact> Of(EngineStatus engine)
    {
        var prefix = $"engine.{engine.Definition.Name}";
        if (engine.Ready is not { } ready)
        {
            yield return new FingerprintFact($"{prefix}.version", null, FactRole.Cause, engine.Reason ?? "it did not start");
            yield break;
        }

        yield return new FingerprintFact($"{prefix}.version", ready.Version, FactRole.Cause);
        foreach (var (name, value) in ready.Software) yield return new FingerprintFact($"{prefix}.{name}", value, FactRole.Cause);
    }
}
