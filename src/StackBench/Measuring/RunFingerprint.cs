using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Machine;
using StackBench.Machine.Reading;
using StackBench.Running.Engines;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>
/// The facts a run is remembered with: machine, engines, environment. One place, so that runs of all verbs can be compared.
/// </summary>
internal static class RunFingerprint
{
    /// <param name="own">Variables given to the engines alone; each is a fact, whatever its name, as it was
    /// set to change something.</param>
    public static Fingerprint Of(
        MachineFacts facts, IReadOnlyList<EngineStatus> engines, Surroundings surroundings, ImmutableDictionary<string, string>? own = null)
    {
        var variables = own ?? ImmutableDictionary<string, string>.Empty;
        string? Variable(string name) => variables.TryGetValue(name, out var value) ? value : surroundings.Variable(name);
        facts = facts with { Software = MeasuredSoftware.Of(facts.Software, EngineFacts.Interpreter(engines), Variable) };
        var told = EngineFacts.Software(engines);
        FingerprintFact[] known =
        [
            .. MachineFingerprint.Of(facts, Variable, surroundings.VariableNames.Union(variables.Keys, StringComparer.Ordinal))
                .Select(fact => fact.Value is null && told.TryGetValue(fact.Name, out var value)
                    ? new FingerprintFact(fact.Name, value, fact.Role)
                    : fact),
        ];
        var given = EnvironmentFacts.Given(variables).Where(fact => known.All(other => other.Name != fact.Name));
        return Fingerprint.Of([.. known, .. given, .. EngineFacts.Of(engines, Variable)]);
    }
}
