using System.Collections.Immutable;
using StackBench.Fleet.Nights;

namespace StackBench.Fleet.History;

/// <summary>Which card was in which slot, from which night to which.</summary>
internal static class SubjectStays
{
    /// <summary>Of a card over all nodes, or of all cards of a node. A night without a run ends no stay.</summary>
    public static ImmutableArray<Stay> Of(FleetLog log, FleetSubject subject)
    {
        var stays = new List<Stay>();
        // The stay that goes on, by what moves: a card between slots, or the cards of one slot.
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var night in log.Nights)
        {
            foreach (var (node, card) in Seen(night, subject))
            {
                var mover = subject is CardSubject ? card.Id! : card.Address;
                if (open.TryGetValue(mover, out var at) && stays[at] is var stay && stay.Node == node && stay.Slot == card.Address
                    && stay.Card == card.Id)
                {
                    stays[at] = stay with { To = night.Name, Nights = stay.Nights + 1 };
                    continue;
                }

                open[mover] = stays.Count;
                stays.Add(new Stay(card.Id!, node, card.Address, night.Name, night.Name, 1));
            }
        }

        return [.. stays];
    }

    private static IEnumerable<(string Node, GpuCard Card)> Seen(FleetNight night, FleetSubject subject) =>
        (subject is NodeSubject
            ? night.Nodes.Where(node => node.Key == subject.Name)
            : night.Nodes.OrderBy(node => node.Key, StringComparer.Ordinal))
        .SelectMany(node => node.Value.Cards.Where(card => card.Id is not null && (subject is NodeSubject || card.Id == subject.Name))
            .Select(card => (node.Key, card)));
}
