using System.Collections.Immutable;

namespace StackBench.Core.Workloads;

/// <summary>
/// Physical limits of one device by name (<c>flops.fp32</c>, <c>bandwidth.memory</c>); a limit that is not known is absent.
/// </summary>
public sealed record Peaks(ImmutableDictionary<string, Ceiling> Limits)
{
    public static Peaks Unknown { get; } = new(ImmutableDictionary<string, Ceiling>.Empty);

    public Ceiling? Find(string? name) => name is not null && Limits.TryGetValue(name, out var ceiling) ? ceiling : null;
}
