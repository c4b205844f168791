using StackBench.Core.Results;
using StackBench.Machine.Reading;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>The machine this process runs on.</summary>
internal static class ThisMachine
{
    /// <summary>As the fingerprints of its runs have it (<see cref="NodeKey"/>).</summary>
    /// <param name="node">Its name where the user gave one.</param>
    public static string Key(Surroundings surroundings, string? node = null) => NodeKey.Of(Fingerprint
        .Of(MachineFingerprint.Of(MachineReader.Read(), surroundings.Variable, surroundings.VariableNames))
        .With(node is null ? [] : [new FingerprintFact(NodeName.Fact, node, FactRole.Noise)]));
}
