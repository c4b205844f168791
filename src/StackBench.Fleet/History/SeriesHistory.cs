using System.Collections.Immutable;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.History;

/// <summary>One headline metric of a node's device, or of a card, over the nights.</summary>
/// <param name="Values">One per night, in <paramref name="Unit"/>; null for a night without a value.</param>
/// <param name="Newest">The newest value.</param>
public sealed record SeriesHistory(FleetSeriesKey Key, Unit Unit, ImmutableArray<double?> Values, NewestValue Newest);

/// <summary>A series' newest value, against its past and against its siblings.</summary>
/// <param name="Night">In which it was measured; older than the newest night where the device was absent then.</param>
/// <param name="Before">Median of the same card's earlier values; null where there are none.</param>
/// <param name="NightsBefore">How many those are.</param>
/// <param name="Change">Change of speed against <paramref name="Before"/>, as a share: below zero is slower.</param>
/// <param name="FleetChange">
/// Median change of other nodes' devices that night; null where fewer than <see cref="FleetHistory.LeastOthers"/> have a past.
/// </param>
/// <param name="OwnChange">Change less that of the fleet.</param>
/// <param name="Rank">Among its siblings that night, the devices of the same slot: 1 is the fastest.</param>
/// <param name="Siblings">Devices that were ranked, this included.</param>
public sealed record NewestValue(
    string Night, string Node, string Slot, double Value, double? Before, int NightsBefore, double? Change, double? FleetChange,
    double? OwnChange, int Rank, int Siblings);
