using StackBench.Core.Units;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Reading;

/// <summary>A headline value that a run measured on one device, in the unit of its metric.</summary>
/// <param name="Slot">The device as its engine names it: <c>cuda:3</c>.</param>
public sealed record FleetValue(FleetSeriesKey Key, string Slot, double Value, Unit Unit);
