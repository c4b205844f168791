using System.Collections.Immutable;

namespace StackBench.Fleet.History;

/// <summary>What a node or a card measured over the nights.</summary>
/// <param name="Nights">The nights that are shown, the oldest first.</param>
/// <param name="FirstSeen">Night in which it was first measured, which may be older than those shown.</param>
/// <param name="LastSeen">Night in which it was last measured.</param>
/// <param name="Absent">Nights shown, after the first, in which it was not measured: nothing is known of it then.</param>
/// <param name="Stays">Where the card was, or which cards the node had; in order of time. Empty where no card is known.</param>
public sealed record SubjectHistory(
    FleetSubject Subject, ImmutableArray<string> Nights, string FirstSeen, string LastSeen, ImmutableArray<string> Absent,
    ImmutableArray<Stay> Stays, ImmutableArray<SeriesHistory> Series)
{
    /// <summary>Whether the fleet's newest night has nothing of it.</summary>
    public bool IsAbsentNow => Nights is [.., var newest] && Absent.Contains(newest);
}
