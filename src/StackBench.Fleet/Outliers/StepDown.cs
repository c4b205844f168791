using System.Collections.Immutable;

namespace StackBench.Fleet.Outliers;

/// <summary>Holm's correction (1979) where millions of tests were made and only the small p-values were kept.</summary>
internal static class StepDown
{
    /// <summary>Indexes of what is rejected, smallest p-value first.</summary>
    /// <param name="small">Every p-value of the family that is at most <paramref name="alpha"/>, in any order.</param>
    /// <param name="tests">Size of the whole family.</param>
    public static ImmutableArray<int> Rejected(ReadOnlySpan<double> small, long tests, double alpha)
    {
        var sorted = small.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        var count = 0;
        while (count < sorted.Length && sorted[count] * (tests - count) <= alpha) count++;
        return [.. order[..count]];
    }
}
