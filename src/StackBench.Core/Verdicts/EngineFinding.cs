using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Core.Verdicts;

/// <summary>
/// Engines that disagree about one device: the same work of the same benchmark, at rates more than 10 % apart. The lower one is then that
/// of a driver or a library, not of the device.
/// </summary>
internal static class EngineFinding
{
    private const double LeastShare = 0.9;

    /// <summary>Benchmarks whose work is the same whatever library hands it to a device.</summary>
    private static readonly string[] OfDevices = ["device-peak", "device-memory", "device-latency"];

    /// <summary>A sentence for each device, about the pair that is furthest apart.</summary>
    public static IEnumerable<SummarySentence> Of(Run run) =>
        from pair in Pairs(run)
        group pair by pair.Best.Device into device
        let worst = device.MinBy(pair => pair.Share)
        let others = device.Count() - 1
        let rates = $"{worst.Lower.Headline!.Quantity} of {worst.Best.Headline!.Quantity}"
        select new SummarySentence(
            "engines-disagree", SentenceKind.Note, string.Create(CultureInfo.InvariantCulture,
                $"{worst.Lower.Engine} reaches {worst.Share:0.00} of {worst.Best.Engine}'s {worst.Best.Benchmark} {worst.Best.Workload} on "
                    + $"{device.Key}: {rates}{(others > 0 ? $", and {others} more" : "")}."),
            $"The lower value is of the driver or library of {worst.Lower.Engine}, not of the device.");

    private static IEnumerable<(BenchmarkResult Best, BenchmarkResult Lower, double Share)> Pairs(Run run) =>
        from result in run.Results
        where OfDevices.Contains(result.Benchmark) && !result.IsOfCpuDriver && result.Device != "cpu"
            && result.Headline is { Better: Better.Higher, Value: > 0 }
        group result by (result.Benchmark, result.Workload, result.Device, result.Headline!.Metric) into same
        let best = same.MaxBy(result => result.Headline!.Value)
        from lower in same
        let share = lower.Headline!.Value / best.Headline!.Value
        where lower.Engine != best.Engine && share < LeastShare
        select (best, lower, share);
}
