using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using StackBench.Core.Comparison;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Machine.Vendors;
using StackBench.Running.Engines;

namespace StackBench.Running.Pairing;

/// <summary>
/// Measures two states in interleaved pairs of fresh processes, the order inside each pair drawn at random by a stored seed, until
/// <see cref="PairedComparison"/> has decided. Drift of the machine hits both sides alike, whatever its form.
/// </summary>
/// <param name="logs">Folder of what the engines of a run print, by its id; null for none.</param>
/// <param name="deadline">See <see cref="BudgetDeadline"/>.</param>
/// <param name="screenOnly">Whether to stop after the first stage without a verdict: for the noise floor, which needs values only.</param>
public sealed class PairRunner(
    PairSide baseline, PairSide candidate, PairedPlan plan, ComparisonOptions options, TimeProvider time, double? budgetSeconds = null,
    bool screenOnly = false, TelemetrySources? telemetry = null, Func<string, EngineLogs>? logs = null,
    CancellationToken deadline = default)
{
    private readonly SideRecord _baseline = new(baseline);
    private readonly SideRecord _candidate = new(candidate);
    private readonly Dictionary<int, bool> _isConfirmation = [];
    private readonly Random _random = new(unchecked((int)baseline.Run.Settings.Seed));
    private readonly long _start = time.GetTimestamp();

    /// <summary>Events from start to end; the last is <see cref="PairsEnded"/>, also when it was cancelled.</summary>
    public async IAsyncEnumerable<PairEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var pair = 0;
        while (true)
        {
            var step = Next();
            if (step is not MorePairs more)
            {
                yield return Ended(
                    step is PairsDecided decided ? decided.Metrics : ((PairsHopeless)step).Metrics, (step as PairsHopeless)?.Reason);
                yield break;
            }

            ImmutableHashSet<ResultKey> open = [.. more.Metrics.Select(metric => metric.Key)];
            if (cancellation.IsCancellationRequested || IsOverBudget(pair))
            {
                yield return Ended(Undecided(), cancellation.IsCancellationRequested
                    ? "interrupted"
                    : $"the budget of {NumberText.Duration(budgetSeconds!.Value)} was used up");
                yield break;
            }

            pair++;
            _isConfirmation[pair] = more.IsConfirmation;
            var isBaselineFirst = _random.Next(2) == 0;
            var results = new Dictionary<bool, ImmutableArray<BenchmarkResult>>();
            foreach (var isBaseline in (bool[])[isBaselineFirst, !isBaselineFirst])
            {
                var remaining = pair == 1 ? (double?)null : ElapsedSeconds / (pair - 1) * more.Pairs;
                yield return new SideStarted(
                    pair, isBaseline, isBaseline != isBaselineFirst, pair - 1 + more.Pairs, more.IsConfirmation, open.Count, remaining);
                results[isBaseline] = await MeasureAsync(isBaseline ? baseline : candidate, open, pair, cancellation);
            }

            // Half a pair is no evidence; what was cut off is left out on both sides.
            if (cancellation.IsCancellationRequested || deadline.IsCancellationRequested) continue;
            yield return new PairFinished(
                pair,
                [.. results[true].Select(result => _baseline.Add(result, pair))],
                [.. results[false].Select(result => _candidate.Add(result, pair))]);
        }
    }

    private async Task<ImmutableArray<BenchmarkResult>> MeasureAsync(
        PairSide side, ImmutableHashSet<ResultKey> open, int pair, CancellationToken cancellation)
    {
        var once = side.Plan with
        {
            Launches = 1,
            // The same order and the same inputs on both sides of a pair.
            Settings = side.Plan.Settings with { Seed = side.Plan.Settings.Seed + pair, BudgetSeconds = null },
            Workloads = [.. side.Plan.Workloads.Where(planned => open.Contains(planned.Key))],
            Skipped = [],
        };
        var results = new Dictionary<ResultKey, BenchmarkResult>();
        var folder = logs?.Invoke(side.Run.Id);
        var runner = new Runner(
            once, time, telemetry: telemetry, logs: folder is null ? null : folder with { FirstLaunch = pair }, deadline: deadline);
        await foreach (var happening in runner.RunAsync(side.Run, cancellation))
            if (happening is WorkloadFinished finished) results[finished.Result.Key] = finished.Result;
        return [.. results.Values];
    }

    private PairedStep Next()
    {
        var metrics = Metrics(isConfirmation: false);
        if (metrics.IsEmpty) return new PairsHopeless([], "no workload can be measured on both sides");
        if (screenOnly && metrics.All(metric => metric.Baseline.Length >= plan.ScreeningPairs)) return new PairsDecided(Undecided());
        return PairedComparison.Next(plan, metrics, Metrics(isConfirmation: true));
    }

    /// <summary>The headline of each workload that is open on both sides, with its values of one stage.</summary>
    private ImmutableArray<PairedMetric> Metrics(bool isConfirmation)
    {
        int[] pairs = [.. _isConfirmation.Where(pair => pair.Value == isConfirmation).Select(pair => pair.Key).Order()];
        return
        [
            .. candidate.Plan.Workloads.Where(planned => _baseline.IsOpen(planned.Key) && _candidate.IsOpen(planned.Key)).Select(planned =>
            {
                var metric = planned.Workload.Metrics[0].Definition;
                var values = pairs.Select(pair => (Before: _baseline.Value(planned.Key, pair), After: _candidate.Value(planned.Key, pair)))
                    .Where(pair => pair is { Before: not null, After: not null }).ToArray();
                return new PairedMetric(
                    planned.Key,
                    metric.Name,
                    metric.Unit,
                    metric.Better,
                    options.Thresholds.Of(metric.Name),
                    options.Thresholds.FloorOf(planned.Key.ToString(), metric.Name),
                    [.. values.Select(pair => pair.Before!.Value)],
                    [.. values.Select(pair => pair.After!.Value)]);
            }),
        ];
    }

    private PairsEnded Ended(ImmutableArray<MetricComparison> metrics, string? reason) =>
        new(_baseline.Run, _candidate.Run, metrics,
            [.. Metrics(isConfirmation: false).Concat(Metrics(isConfirmation: true).Where(metric => !metric.Baseline.IsEmpty))], reason);

    /// <summary>What the pairs so far say of the headlines, corrected for all of them together.</summary>
    private ImmutableArray<MetricComparison> Undecided() =>
        Comparer.Compare([_baseline.Run.HeadlinesOnly()], _candidate.Run.HeadlinesOnly(), options, Design.Interleaved).Metrics;

    // A pair that could only be half done is not begun.
    private bool IsOverBudget(int pairs) =>
        budgetSeconds is { } budget
        && (deadline.IsCancellationRequested || ElapsedSeconds + (pairs == 0 ? 0 : ElapsedSeconds / pairs * 0.9) >= budget);

    private double ElapsedSeconds => time.GetElapsedTime(_start).TotalSeconds;
}
