using System.Collections.Immutable;

namespace StackBench.Core.Comparison;

/// <summary>
/// How far the other metrics of a report lie apart: 1.4826 times the median absolute deviation of their shifts about their median, the
/// metric itself left out. About their median, not about zero: otherwise a loss of everything at once could never be shown.
/// </summary>
public static class ReportScatter
{
    /// <summary>Other metrics below which their scatter says nothing.</summary>
    public const int Least = 5;

    /// <summary>Makes the median absolute deviation of a normal distribution its standard deviation.</summary>
    private const double Normal = 1.4826;

    /// <summary>
    /// The scatter without each shift, and that of all as the last element; null where fewer than <see cref="Least"/> are left.
    /// </summary>
    /// <remarks>O(n log n): without one value the median is one of at most two middles, and so is that of the
    /// deviations about it.</remarks>
    public static ImmutableArray<double?> Of(ReadOnlySpan<double> shifts)
    {
        var scatters = ImmutableArray.CreateBuilder<double?>(shifts.Length + 1);
        var sorted = shifts.ToArray();
        Array.Sort(sorted);
        var deviationsAbout = new Dictionary<double, double[]>();
        foreach (var shift in shifts) scatters.Add(shifts.Length - 1 < Least ? null : Without(shift));
        scatters.Add(shifts.Length < Least ? null : Normal * Median(Deviations(Median(sorted, null)), null));
        return scatters.MoveToImmutable();

        double Without(double shift)
        {
            var median = Median(sorted, shift);
            return Normal * Median(Deviations(median), Math.Abs(shift - median));
        }

        double[] Deviations(double median)
        {
            if (deviationsAbout.TryGetValue(median, out var known)) return known;
            double[] deviations = [.. sorted.Select(value => Math.Abs(value - median))];
            Array.Sort(deviations);
            return deviationsAbout[median] = deviations;
        }
    }

    private static double Median(double[] sorted, double? without)
    {
        var count = sorted.Length - (without is null ? 0 : 1);
        var left = without is { } value ? Array.BinarySearch(sorted, value) : sorted.Length;
        return (At((count - 1) / 2) + At(count / 2)) / 2;

        double At(int rank) => sorted[rank >= left ? rank + 1 : rank];
    }
}
