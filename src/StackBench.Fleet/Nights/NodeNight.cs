using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Fleet.Nights;

/// <summary>A node in a night in which it was measured.</summary>
/// <param name="Cards">All its GPUs.</param>
/// <param name="Facts">What may have caused a difference.</param>
public sealed record NodeNight(ImmutableArray<GpuCard> Cards, ImmutableArray<FingerprintFact> Facts)
{
    private const string Cpu = "cpu";

    /// <summary>The card that a result's device is, or is a part of.</summary>
    /// <param name="device">PCI address, the address and a partition, or what the engine calls it.</param>
    /// <returns>Null for the CPU, and where the card is unknown or has neither UUID nor serial number.</returns>
    public CardPart? CardOf(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device == Cpu) return null;
        foreach (var card in Cards)
        {
            if (!device.StartsWith(card.Address, StringComparison.Ordinal)) continue;
            var part = device[card.Address.Length..];
            if (part.Length == 0 || part[0] == ' ') return card.Id is null ? null : new CardPart(card.Id, part.TrimStart());
        }

        // An engine that reports no address: the only GPU is meant.
        return Cards is [{ Id: { } id }] ? new CardPart(id, device) : null;
    }
}

/// <summary>A card, or a partition of one.</summary>
/// <param name="Part">Empty for the whole card.</param>
public readonly record struct CardPart(string Card, string Part);
