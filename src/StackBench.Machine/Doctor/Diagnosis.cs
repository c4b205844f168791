using System.Collections.Immutable;

namespace StackBench.Machine.Doctor;

/// <summary>What <c>stackbench doctor --format json</c> writes.</summary>
public sealed record Diagnosis
{
    public const int CurrentSchemaVersion = 1;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The worst first.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }

    public required ImmutableArray<NotChecked> NotChecked { get; init; }

    /// <summary>Checks that read their source and found nothing.</summary>
    public required ImmutableArray<string> Passed { get; init; }

    /// <summary>Whether there is a problem or a warning; notes alone leave a machine fit to measure.</summary>
    public bool HasTrouble => Findings.Any(finding => finding.Severity != Severity.Note);
}
