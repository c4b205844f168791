using System.Collections.Immutable;

namespace StackBench.Core.Results;

/// <summary>
/// What a run ran on: hardware, drivers, libraries, environment variables that matter, power and clock policy. Sorted by name.
/// </summary>
public sealed record Fingerprint
{
    public required ImmutableArray<FingerprintFact> Facts { get; init; }

    public static Fingerprint Of(IEnumerable<FingerprintFact> facts) =>
        new() { Facts = [.. facts.OrderBy(fact => fact.Name, StringComparer.Ordinal)] };

    /// <summary>The value of a fact; null when unknown or absent.</summary>
    public string? this[string name] => Facts.FirstOrDefault(fact => fact.Name == name)?.Value;

    /// <summary>This fingerprint with further facts; a fact of the same name is replaced.</summary>
    public Fingerprint With(IEnumerable<FingerprintFact> more)
    {
        var added = more.ToImmutableArray();
        return Of(Facts.Where(fact => added.All(other => other.Name != fact.Name)).Concat(added));
    }
}
