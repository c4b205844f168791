using System.Collections.Immutable;

namespace StackBench.Report.Charts;

/// <summary>Fewer points that look like all of them. Pure.</summary>
internal static class Thinning
{
    /// <summary>
    /// At most about <paramref name="most"/> of the values, with the lowest and the highest of each stretch kept: a spike does not vanish.
    /// </summary>
    public static ImmutableArray<T> Of<T>(ImmutableArray<T> values, int most, Func<T, double> height)
    {
        if (values.Length <= most) return values;
        var stretches = Math.Max(1, most / 2);
        var kept = ImmutableArray.CreateBuilder<T>(2 * stretches);
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var begin = (int)((long)stretch * values.Length / stretches);
            var end = (int)((long)(stretch + 1) * values.Length / stretches);
            var (low, high) = (begin, begin);
            for (var i = begin + 1; i < end; i++)
            {
                if (height(values[i]) < height(values[low])) low = i;
                if (height(values[i]) > height(values[high])) high = i;
            }

            kept.Add(values[Math.Min(low, high)]);
            if (low != high) kept.Add(values[Math.Max(low, high)]);
        }

        return kept.ToImmutable();
    }
}
