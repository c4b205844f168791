using Perfolizer.Mathematics.Multimodality;

namespace StackBench.Core.Statistics;

/// <summary>How many modes a sample has, by the lowland method (Akinshin 2020).</summary>
public static class Modality
{
    /// <summary>Values from which the number is told.</summary>
    public const int Least = 50;

    /// <returns>Number of modes; null below <see cref="Least"/> values.</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static int? Of(ReadOnlySpan<double> values)
    {
        if (values.Length < Least) return null;
        SeriesChecks.Finite(values, nameof(values));
        var all = values.ToArray();
        return all.Min() == all.Max() ? 1 : LowlandModalityDetector.Instance.DetectModes(all).Modality;
    }
}
