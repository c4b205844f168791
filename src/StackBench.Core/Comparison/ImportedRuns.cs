using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>What must be known of runs that other tools measured before they are compared.</summary>
public static class ImportedRuns
{
    private const string Format = "import.format", Host = "os.hostname";

    /// <summary>Facts that name a machine; any of them does.</summary>
    private static readonly ImmutableArray<string> MachineFacts = ["cpu.model", "gpu.name", "gpu.id", "import.machine"];

    internal static bool Is(Run run) => IsImported(run.Fingerprint);

    /// <summary>Whether another tool measured it.</summary>
    public static bool IsImported(Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return fingerprint[Format] is not null;
    }

    /// <summary>Whether a run was imported from a file that does not say which machine it is of.</summary>
    public static bool IsOfUnknownMachine(Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return fingerprint[Format] is not null && !MachineFacts.Any(name => fingerprint[name] is not null);
    }

    /// <summary>
    /// Why there is no verdict: the files do not say which machine they are of; null where they do, or nothing was imported.
    /// </summary>
    internal static string? Obstacle(Run baseline, Run candidate) =>
        Is(baseline) && Is(candidate) && !IsSameHost(baseline, candidate)
            && (IsOfUnknownMachine(baseline.Fingerprint) || IsOfUnknownMachine(candidate.Fingerprint))
            ? "the machine is unknown, as the imported files do not name it: import them with --machine NAME"
            : null;

    private static bool IsSameHost(Run baseline, Run candidate) =>
        baseline.Fingerprint[Host] is { } host && host == candidate.Fingerprint[Host];
}
