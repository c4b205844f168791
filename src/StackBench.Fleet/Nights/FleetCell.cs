using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Nights;

/// <summary>A device in a workload.</summary>
/// <param name="Unit">Its slot is empty where the whole node is absent.</param>
/// <param name="Kind">Of machine; null where it is absent.</param>
/// <param name="Value">In the unit of the metric; NaN where it is absent.</param>
/// <param name="Difference">Of its speed from the median of its kind, as a share, below zero slower; NaN where it is absent.</param>
public readonly record struct FleetCell(FleetUnit Unit, string? Kind, double Value, double Difference, CellState State);
