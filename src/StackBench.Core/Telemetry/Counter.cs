using System.Collections.Immutable;

namespace StackBench.Core.Telemetry;

/// <summary>Differences of counters.</summary>
public static class Counter
{
    /// <summary>
    /// What was counted between two readings; null when the counter was set back, which is no wrap: its range is not known, or
    /// more than half of it would have to have passed.
    /// </summary>
    public static double? Difference(double before, double after, double? wrapsAt)
    {
        if (after >= before) return after - before;
        return wrapsAt is { } range && before <= range && range - before + after < range / 2 ? range - before + after : null;
    }

    /// <summary>Counted since the first reading, for each reading; null from a reset on.</summary>
    public static ImmutableArray<double?> FromFirst(ImmutableArray<double?> values, double? wrapsAt)
    {
        var counted = ImmutableArray.CreateBuilder<double?>(values.Length);
        double? last = null;
        double? sum = 0;
        foreach (var value in values)
        {
            if (value is { } number)
            {
                if (last is { } before) sum += Difference(before, number, wrapsAt);
                last = number;
            }

            counted.Add(value is null ? null : sum);
        }

        return counted.ToImmutable();
    }
}
