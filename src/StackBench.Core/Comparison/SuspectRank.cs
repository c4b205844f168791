using System.Collections.Immutable;

namespace StackBench.Core.Comparison;

/// <summary>How likely a changed fact is to be what changed the results, from what such changes usually do: 0 first.</summary>
internal static class SuspectRank
{
    // The first rule that matches counts. Variables are set to change something; what ran and how is
    // mostly its effect; kernels and microcode come along with other updates.
    private static readonly ImmutableArray<Func<string, bool>> Rules =
    [
        name => IsUnder(name, "gpu.")
            && (name.EndsWith(".driver-version", StringComparison.Ordinal) || name.EndsWith(".driver", StringComparison.Ordinal)),
        name => IsUnder(name, "engine.") || IsUnder(name, "software.") || IsUnder(name, "python."),
        name => IsUnder(name, "env."),
        name => name is ResultSuspects.Backend or ResultSuspects.Threads,
        name => IsUnder(name, "policy.") || name.EndsWith("clock", StringComparison.Ordinal)
            || name.EndsWith(".power-limit", StringComparison.Ordinal)
            || name.EndsWith(".partition", StringComparison.Ordinal)
            || name is "cpu.quota" or "cpu.allowed" or "cpu.usable-cores" or "cpu.threads",
        name => name is "os.kernel" or "cpu.microcode" or "os.virtualization",
    ];

    public static int Of(FactChange change)
    {
        for (var rank = 0; rank < Rules.Length; rank++)
            if (Rules[rank](change.Name)) return rank;
        return Rules.Length;
    }

    private static bool IsUnder(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);
}
