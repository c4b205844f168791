namespace StackBench.Core.Units;

/// <summary>A value with its unit; <paramref name="Value"/> is in the unprefixed unit (bytes, seconds, FLOP/s).</summary>
public readonly record struct Quantity(double Value, Unit Unit)
{
    /// <summary>The value for a person, three significant digits, scaled by the unit's prefixes: <c>95.2 GB/s</c>.</summary>
    public override string ToString() => NumberText.Quantity(Value, Unit);
}
