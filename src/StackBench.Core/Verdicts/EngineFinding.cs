using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Core.Verdicts;

/// <summary>
/// Engines that disagree about one device: the same work of the same benchmark, at rates more than 10 % apart, and further apart than
/// launches vary. The lower one is then that of a driver or a library, not of the device.
/// </summary>
internal static class EngineFinding
{
    private const double LeastShare = 0.9;

    /// <summary>The pair that is furthest apart, and how many others there are; null where engines agree.</summary>
    public static SummarySentence? Of(Run run)
    {
        var pairs = Pairs(run).ToArray();
        if (pairs.Length == 0) return null;
        var (best, lower, share) = pairs.MinBy(pair => pair.Share);
        var rates = $"{lower.Headline!.Quantity} of {best.Headline!.Quantity}";
        return new SummarySentence(
            "engines-disagree", SentenceKind.Note, string.Create(CultureInfo.InvariantCulture,
                $"{lower.Engine} reaches {share:0.00} of {best.Engine}'s {best.Benchmark} {best.Workload} on "
                    + $"{best.Device}: {rates}{(pairs.Length > 1 ? $", and {pairs.Length - 1} more" : "")}."),
            $"The device reached the higher value; look at the driver or library of {lower.Engine}.");
    }

    private static IEnumerable<(BenchmarkResult Best, BenchmarkResult Lower, double Share)> Pairs(Run run) =>
        from result in run.Results
        where IsOfDevice(result) && result is { IsOfCpuDriver: false, IsInvalid: false } && result.Device != "cpu"
            && result.Headline is { Better: Better.Higher, Value: > 0 }
        group result by (result.Benchmark, result.Workload, result.Device, result.Headline!.Metric) into same
        let best = same.MaxBy(result => result.Headline!.Value)
        from lower in same
        let share = lower.Headline!.Value / best.Headline!.Value
        where lower.Engine != best.Engine && share < LeastShare && lower.Headline!.Interval?.High < best.Headline!.Interval?.Low
        select (best, lower, share);

    /// <summary>Work that is the same whatever library hands it to a device; pageable transfers and copies between devices are each
    /// engine's own.</summary>
    private static bool IsOfDevice(BenchmarkResult result) => result.Benchmark switch
    {
        "device-peak" => true,
        "device-memory" => Parameter(result, "kind") switch
        {
            "copy" or "triad" or "read" or "write" => true,
            "h2d" or "d2h" => Parameter(result, "pinned") == "true",
            _ => false,
        },
        _ => false,
    };

    private static string? Parameter(BenchmarkResult result, string name) =>
        result.Parameters.TryGet(name, out var value) ? value.ToString() : null;
}
