using StackBench.Core.Results;
using StackBench.Machine.Reading;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>The machine this process runs on.</summary>
internal static class ThisMachine
{
    /// <summary>As the fingerprints of its runs have it (<see cref="MachineKey"/>).</summary>
    public static string Key(Surroundings surroundings) =>
        MachineKey.Of(Fingerprint.Of(MachineFingerprint.Of(MachineReader.Read(), surroundings.Variable, surroundings.VariableNames)));
}
