using System.Collections.Immutable;

namespace StackBench.Machine;

/// <summary>A toolkit that may be installed several times side by side.</summary>
public sealed record ReleaseFacts
{
    public static ReleaseFacts Unread { get; } = new();

    /// <summary>Version behind the unversioned folder, which software finds by default.</summary>
    public Fact<string> Default { get; init; }

    /// <summary>All versions found, ascending.</summary>
    public ImmutableArray<string> Installed { get => field.IsDefault ? [] : field; init; } = [];
}
