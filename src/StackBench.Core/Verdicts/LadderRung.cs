using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Expectations;
using StackBench.Core.Results;

namespace StackBench.Core.Verdicts;

/// <summary>A line of a run's ladder: the headline of a layer, beside what it could be compared with.</summary>
/// <param name="Title"><c>fp32 GEMM</c>; benchmark and workload of what is no layer.</param>
/// <param name="Share">Of the layer below, 1 = all of it; null where there is none, or where it was not measured.</param>
/// <param name="Below">What <paramref name="Share"/> is a share of: <c>fp32 vector</c>; null likewise.</param>
/// <param name="OfPublished">Share of what the maker publishes; null where that is not known.</param>
/// <param name="Kind">What others of its kind say about it; null where they say nothing.</param>
/// <param name="IsLoss">Whether it gives less than such a layer usually does.</param>
/// <param name="IsFastest">Whether it gives the most of its layer on its device: those alone are a short ladder.</param>
public sealed record LadderRung(
    string Title, BenchmarkResult Result, double? Share, string? Below, double? OfPublished, Judgement? Kind, bool IsLoss, bool IsFastest)
{
    /// <summary>
    /// Device by device, from the hardware up: the best of each layer and type, every loss of another engine, and behind them the best
    /// of each benchmark that is no layer.
    /// </summary>
    /// <param name="table">What others publish; null for what ships with the program.</param>
    public static ImmutableArray<LadderRung> Of(Run run, ExpectationTable? table = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var steps = LayerStep.Of(run);
        var kinds = ExpectationJudge.Of(run, table).ToLookup(judgement => judgement.Figure.Result.Key);
        var best = steps.GroupBy(step => (step.Result.Device, step.Title)).Select(same => LayerStep.Fastest([.. same])).ToHashSet();
        var fastest = steps.GroupBy(step => (step.Result.Device, step.Layer.Title)).Select(same => LayerStep.Fastest([.. same]))
            .ToHashSet();
        var memory = CpuMemory.Of(run.Fingerprint)?.BytesPerSecond;
        var rungs = steps.Where(step => best.Contains(step) || step.IsLoss)
            .Select(step => new LadderRung(step.Title, step.Result, step.Share, step.Share is null ? null : step.Under,
                step is { Layer.Title: LayerName.Memory, Result.Device: "cpu" } ? step.Value.Value / memory : Published(step.Result),
                kinds[step.Result.Key].FirstOrDefault(), step.IsLoss, fastest.Contains(step)));
        return [.. rungs.Concat(Others(run, steps)).GroupBy(rung => rung.Result.Device, StringComparer.Ordinal)
            .SelectMany(device => device)];
    }

    private static IEnumerable<LadderRung> Others(Run run, ImmutableArray<LayerStep> steps)
    {
        var ladder = Ladder.Of(run.Results);
        var layers = steps.Select(step => (step.Result.Device, step.Result.Benchmark)).ToHashSet();
        return
            from result in run.Results
            where result is { Headline.Value: > 0, IsInvalid: false, Outcome: Ok } && !layers.Contains((result.Device, result.Benchmark))
            group result by (result.Device, result.Benchmark) into same
            let best = same.MaxBy(result => ladder.ShareOf(result) ?? 0)!
            let share = ladder.ShareOf(best)
            select new LadderRung($"{best.Benchmark} {best.Workload}", best, share, share is null ? null : best.Layer.BelowTitle,
                Published(best), Kind: null, IsLoss: false, IsFastest: true);
    }

    private static double? Published(BenchmarkResult result) => new MeasuredFigure("", result).PublishedShare;
}
