using System.Collections.Immutable;

namespace StackBench.Core.Statistics;

/// <summary>
/// Holm's step-down correction (1979): the chance of any false rejection in the family stays at alpha, whatever the dependence.
/// </summary>
internal static class Holm
{
    /// <summary>Adjusted p-values in the order given; reject where one is at most alpha.</summary>
    /// <exception cref="ArgumentException">A p-value is not between 0 and 1.</exception>
    public static ImmutableArray<double> Adjust(ReadOnlySpan<double> pValues)
    {
        foreach (var value in pValues)
            if (!(value >= 0 && value <= 1)) throw new ArgumentException("a p-value lies between 0 and 1", nameof(pValues));
        var sorted = pValues.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        var adjusted = new double[sorted.Length];
        var largest = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (sorted.Length - i) * sorted[i]));
            adjusted[order[i]] = largest;
        }

        return [.. adjusted];
    }
}
