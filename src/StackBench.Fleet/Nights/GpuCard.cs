using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Fleet.Nights;

/// <summary>A GPU of a node in one night. Its UUID and serial number stay with the card when it moves to another node.</summary>
/// <param name="Address">PCI address.</param>
public sealed record GpuCard(string Address, string? Uuid, string? Serial)
{
    private const string Prefix = "gpu.", UuidEnding = ".uuid", SerialEnding = ".serial", NameEnding = ".name";

    /// <summary>The UUID, else the serial number; null where the card has neither.</summary>
    public string? Id => Uuid ?? Serial;

    /// <summary>The GPUs of a fingerprint, those without UUID and serial number included.</summary>
    /// <param name="shared">Gives the same text for equal texts.</param>
    public static ImmutableArray<GpuCard> Of(Fingerprint fingerprint, Func<string, string> shared)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(shared);
        var cards = new SortedDictionary<string, GpuCard>(StringComparer.Ordinal);
        foreach (var fact in fingerprint.Facts)
        {
            if (fact.Value is not { Length: > 0 } value || !fact.Name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var end = fact.Name.LastIndexOf('.');
            var ending = fact.Name[end..];
            if (end < Prefix.Length || ending is not (UuidEnding or SerialEnding or NameEnding)) continue;
            var address = shared(fact.Name[Prefix.Length..end]);
            var card = cards.GetValueOrDefault(address) ?? new GpuCard(address, null, null);
            cards[address] = ending switch
            {
                UuidEnding => card with { Uuid = shared(value) },
                SerialEnding => card with { Serial = shared(value) },
                _ => card,
            };
        }

        return [.. cards.Values];
    }
}
