using System.Collections.Immutable;

namespace StackBench.Machine.Reading;

/// <summary>A machine that was saved as a tree of the files that were read of it.</summary>
/// <param name="Files">How many files the tree holds.</param>
/// <param name="Bytes">How large they are together.</param>
/// <param name="Facts">What the tree tells when it is read again.</param>
public sealed record SavedMachine(int Files, long Bytes, MachineFacts Facts)
{
    /// <summary>Lines of the facts' JSON that the tree tells differently; what was taken out for privacy is among them.</summary>
    public required ImmutableArray<string> Differences { get; init; }
}
