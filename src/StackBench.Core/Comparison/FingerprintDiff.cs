using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>What differs between the machines and stacks of two runs.</summary>
/// <param name="Identity">Different things were measured.</param>
/// <param name="Causes">Candidates for a difference in the results, most relevant first.</param>
/// <param name="Noise">Without meaning.</param>
/// <param name="Unverified">Facts that one of the runs could not find out: neither equal nor different.</param>
public sealed record FingerprintDiff(
    ImmutableArray<FactChange> Identity, ImmutableArray<FactChange> Causes, ImmutableArray<FactChange> Noise,
    ImmutableArray<string> Unverified)
{
    /// <summary>
    /// The names of the two machines where the runs are of two nodes of one kind; null where they are of one, or nothing tells.
    /// </summary>
    [JsonIgnore]
    public (string Before, string After)? Nodes { get; init; }

    public static FingerprintDiff Of(Fingerprint before, Fingerprint after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var old = before.Facts.ToDictionary(fact => fact.Name, StringComparer.Ordinal);
        var changes = new List<FactChange>();
        var unverified = new List<string>();
        foreach (var fact in after.Facts)
        {
            old.Remove(fact.Name, out var other);
            if (other is null) Absent(fact, new FactChange(fact.Name, null, fact.Value, fact.Role));
            else if (fact.Value is null != other.Value is null) unverified.Add(fact.Name);
            else if (fact.Value != other.Value) changes.Add(new FactChange(fact.Name, other.Value, fact.Value, fact.Role));
        }

        foreach (var fact in old.Values) Absent(fact, new FactChange(fact.Name, fact.Value, null, fact.Role));
        return new FingerprintDiff(
            Of(FactRole.Identity),
            [.. Of(FactRole.Cause).OrderBy(SuspectRank.Of).ThenBy(change => change.Name, StringComparer.Ordinal)],
            Of(FactRole.Noise),
            [.. unverified.Order(StringComparer.Ordinal)])
        {
            Nodes = Of(FactRole.Identity).IsEmpty && NodeName.Of(before) is { } first && NodeName.Of(after) is { } second && first != second
                ? (first, second)
                : null,
        };

        ImmutableArray<FactChange> Of(FactRole role) =>
            [.. changes.Where(change => change.Role == role).OrderBy(change => change.Name, StringComparer.Ordinal)];

        // A fact that one run lacks altogether is a variable that is not set, a GPU that is not there, or unknown to the other's version.
        void Absent(FingerprintFact fact, FactChange change)
        {
            // Of a GPU that both runs have, an earlier version did not read it.
            var isOfBoth = change.Device is { } device
                && before[$"gpu.{device}.name"] is not null && after[$"gpu.{device}.name"] is not null;
            if (fact.Value is null || isOfBoth || (fact.Role == FactRole.Identity && change.Device is null)) unverified.Add(fact.Name);
            else changes.Add(change);
        }
    }
}
