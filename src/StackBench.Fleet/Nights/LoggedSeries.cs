using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Nights;

/// <summary>Values of one headline metric over nights and devices.</summary>
/// <param name="Columns">The devices.</param>
/// <param name="Values">
/// Night x columns, row by row: logarithms oriented so that lower is slower; NaN where there is none.
/// </param>
public sealed record LoggedSeries(FleetSeriesKey Key, Unit Unit, ImmutableArray<FleetUnit> Columns, double[] Values)
{
    /// <summary>Oriented logarithm of a night and a column; NaN where there is no value.</summary>
    public double At(int night, int column) => Values[(night * Columns.Length) + column];

    /// <summary>The value in its unit.</summary>
    public double Plain(double logarithm) => Math.Exp(Key.Better == Better.Higher ? logarithm : -logarithm);
}
