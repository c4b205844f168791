using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>What must be known of runs that other tools measured before they are compared.</summary>
public static class ImportedRuns
{
    /// <summary>The fact that tells what was imported: the hash of the file, and the place of the run among those in it.</summary>
    public const string Content = "import.file-sha256";

    private const string Format = "import.format", Machine = "import.machine", Host = "os.hostname";

    /// <summary>Facts that name a machine; any of them does.</summary>
    private static readonly ImmutableArray<string> MachineFacts = ["cpu.model", "gpu.name", "gpu.id", Machine];

    /// <summary>
    /// What an imported run is of: the content of the file, how it was read, and the machine as the user said. Two runs of one source are
    /// the same run. Null where nothing was imported, or by a program that did not write it down.
    /// </summary>
    public static string? SourceOf(Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return fingerprint[Content] is { } content ? $"{content} {fingerprint[Format]} {fingerprint[Machine]}" : null;
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
        baseline.IsImported && candidate.IsImported && !IsSameHost(baseline, candidate)
            && (IsOfUnknownMachine(baseline.Fingerprint) || IsOfUnknownMachine(candidate.Fingerprint))
            ? "the machine is unknown, as the imported files do not name it: import them with --machine NAME"
            : null;

    private static bool IsSameHost(Run baseline, Run candidate) =>
        baseline.Fingerprint[Host] is { } host && host == candidate.Fingerprint[Host];
}
