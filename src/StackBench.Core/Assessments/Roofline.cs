using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Assessments;

/// <summary>
/// The roofline model of a device (Williams, Waterman and Patterson 2009) from what a run measured: the memory bandwidth, the best rate of
/// each data type, and where its results lie below them.
/// </summary>
/// <param name="Memory">Best measured bandwidth of the device's memory.</param>
/// <param name="Compute">Best measured rate of each data type, highest first; at least one.</param>
/// <param name="Points">Those with the smallest share of their roof last.</param>
public sealed record Roofline(string Device, Roof Memory, ImmutableArray<Roof> Compute, ImmutableArray<RooflinePoint> Points)
{
    private const string TypeParameter = "dtype";

    /// <summary>One per device whose bandwidth and whose rate of at least one type were measured.</summary>
    public static ImmutableArray<Roofline> Of(IEnumerable<BenchmarkResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return [.. results.Where(result => result.Headline is not null).GroupBy(result => result.Device, StringComparer.Ordinal)
            .Select(device => Of(device.Key, [.. device])).OfType<Roofline>()];
    }

    /// <summary>The intensity in FLOP/byte from which the roof of a type is lower than that of the memory.</summary>
    public double RidgeOf(Roof compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return compute.Rate.Value / Memory.Rate.Value;
    }

    private static Roofline? Of(string device, ImmutableArray<BenchmarkResult> results)
    {
        var memory = Roofs(results, unit => unit == Unit.BytePerSecond).FirstOrDefault();
        var compute = Roofs(results, IsRate);
        return memory is null || compute.IsEmpty
            ? null
            : new Roofline(device, memory with { Name = "memory" }, compute, PointsOf(results, memory, compute));
    }

    private static ImmutableArray<Roof> Roofs(ImmutableArray<BenchmarkResult> results, Func<Unit, bool> isUnit) =>
    [
        .. from result in results
           where result.Layer.Provides is not null
           let level = result.Layer.Provides!.Split('.')
           // A level of three words is that of a part of the device, such as one thread.
           where level.Length == 2 && isUnit(result.Headline!.Unit) && result.Headline.Value > 0
           group result by level[1] into type
           let best = type.MaxBy(result => result.Headline!.Value)!
           orderby best.Headline!.Value descending
           select new Roof(type.Key, best.Headline!, best.Key),
    ];

    private static ImmutableArray<RooflinePoint> PointsOf(
        ImmutableArray<BenchmarkResult> results, Roof memory, ImmutableArray<Roof> compute) =>
    [
        .. from result in results
           where result.Cost is { Flop: > 0, Bytes: > 0 } && result.Outcome is Ok
           let rate = ((Ok)result.Outcome).Metrics.FirstOrDefault(metric => IsRate(metric.Unit) && metric.Value > 0)
           where rate is not null
           let intensity = result.Cost.Flop / result.Cost.Bytes
           let slope = intensity * memory.Rate.Value
           let roof = result.Parameters.TryGet(TypeParameter, out var type)
               ? compute.FirstOrDefault(roof => roof.Name == type.ToString())
               : null
           let share = roof is null ? (double?)null : rate.Value / Math.Min(roof.Rate.Value, slope)
           orderby share is null, share descending
           select new RooflinePoint(result.Key, intensity, rate, share, slope < (roof ?? compute[0]).Rate.Value) { Type = roof?.Name },
    ];

    private static bool IsRate(Unit unit) => unit == Unit.FlopPerSecond || unit == Unit.OperationPerSecond;
}
