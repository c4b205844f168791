using StackBench.Core.Results;

namespace StackBench.Core.Assessments;

/// <summary>A result between the roofs of its device.</summary>
/// <param name="Intensity">FLOP of the algorithm per byte it must move.</param>
/// <param name="Rate">FLOP/s or OP/s.</param>
/// <param name="ShareOfRoof">Rate / min(compute roof of its type, intensity x bandwidth); null where its type has no roof. Above
/// 1 where caches feed it.</param>
/// <param name="IsMemoryBound">Whether the bandwidth is the lower roof at this intensity.</param>
public sealed record RooflinePoint(ResultKey Key, double Intensity, MetricValue Rate, double? ShareOfRoof, bool IsMemoryBound)
{
    /// <summary>The type whose rate is its compute roof; null where that was not measured.</summary>
    public string? Type { get; init; }
}
