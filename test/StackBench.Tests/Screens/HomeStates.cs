using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Core.Units;
using StackBench.Core.Verdicts;
using StackBench.Machine.Doctor;
using StackBench.Measuring;
using StackBench.Screens;
using StackBench.Tests.Verdicts;

namespace StackBench.Tests.Screens;

/// <summary>The first page as events of the world make it, on recorded runs and a history made of them.</summary>
internal static class HomeStates
{
    private const int Earlier = 12;

    /// <summary>As its twelve earlier runs were.</summary>
    public static ScreenState Steady { get; } = Of(RecordedRuns.Healthy, Before(RecordedRuns.Healthy));

    /// <summary>With a library that MKL_CBWR keeps slow, against runs without.</summary>
    public static ScreenState Slow { get; } = Of(RecordedRuns.SlowBlas, Before(RecordedRuns.Healthy with
    {
        Fingerprint = Fingerprint.Of([.. RecordedRuns.SlowBlas.Fingerprint.Facts.Where(fact => fact.Name != "env.MKL_CBWR")]),
        StartedAt = RecordedRuns.SlowBlas.StartedAt,
    }));

    /// <summary>A card in a slot of eight lanes, beside a second one at rest.</summary>
    public static ScreenState Gpu { get; } = Of(RecordedRuns.NarrowLink, []) with
    {
        Telemetry = Levels(
            ("cpu.load", Unit.One, 0.31), ("memory.available", Unit.Byte, 20e9), ("gpu.0000:03:00.0.utilisation", Unit.One, 0.98),
            ("gpu.0000:03:00.0.vram-used", Unit.Byte, 20.1e9), ("gpu.0000:03:00.0.clock.core", Unit.Hertz, 2.4e9),
            ("gpu.0000:03:00.0.temperature.junction", Unit.Celsius, 81), ("gpu.0000:83:00.0.utilisation", Unit.One, 0)),
        Totals = ImmutableDictionary<string, double>.Empty.Add("memory.available", 64e9).Add("gpu.0000:03:00.0.vram-used", 24e9),
        Diagnosis = new Diagnosis { Findings = [], NotChecked = [], Passed = ["smt", "turbo"] },
    };

    /// <summary>The first run of a machine, before its readings and its doctor are there.</summary>
    public static ScreenState First { get; } = Of(RecordedRuns.Healthy, []) with
    {
        Telemetry = ImmutableSortedDictionary<string, TelemetryTrace>.Empty,
        Diagnosis = null,
    };

    private static ScreenState Of(Run run, ImmutableArray<Run> before)
    {
        ScreenEvent[] events =
        [
            new RunLoaded(run),
            before.IsEmpty
                ? new RunCompared(null, "There is no other run to compare with.")
                : new RunCompared(Comparer.Compare(before, run, new ComparisonOptions(MachineThresholds.Of([]))), null),
            new TrendsRead(before.IsEmpty ? [] : Trends([.. before, run])),
            new BestRead(run.Id, before.IsEmpty ? null : new OwnBest(before.SelectMany(one => one.Results)
                .Where(result => result.Headline is not null).GroupBy(result => result.Key).ToImmutableDictionary(
                    same => same.Key, same => same.Max(result => result.Headline!.Value)))),
        ];
        return events.Aggregate(ScreenStates.Empty with { Page = PageName.Home, Runs = ScreenStates.Summaries(0) },
            (state, happening) => Reducer.Step(state, happening).State) with
        {
            Telemetry = Levels(
                ("cpu.load", Unit.One, 0.12), ("cpu.frequency", Unit.Hertz, 3.8e9), ("cpu.temperature", Unit.Celsius, 61),
                ("memory.available", Unit.Byte, 20.2e9)),
            Totals = ImmutableDictionary<string, double>.Empty.Add("memory.available", 25.2e9),
            Diagnosis = new Diagnosis
            {
                Findings = [new Finding("swap", Severity.Warning, "memory is swapped", "Times grow.", "Close programs.")],
                NotChecked = [],
                Passed = ["smt", "turbo"],
            },
        };
    }

    /// <summary>The same run on twelve days before, with the scatter of such a machine.</summary>
    private static ImmutableArray<Run> Before(Run run) =>
    [
        .. Enumerable.Range(0, Earlier).Select(index => Scaled(run, 1 + (0.03 * Math.Sin(index * 1.7))) with
        {
            Id = FormattableString.Invariant($"{run.StartedAt.AddDays(index - Earlier):yyyyMMdd-HHmmss}-{index:x4}"),
            StartedAt = run.StartedAt.AddDays(index - Earlier),
        }),
    ];

    private static Run Scaled(Run run, double factor) => run with
    {
        Results =
        [
            .. run.Results.Select(result => result.Outcome is not Ok ok ? result : result with
            {
                Outcome = ok with { Metrics = [.. ok.Metrics.Select(metric => metric with { Value = metric.Value * factor })] },
                Launches =
                [
                    .. result.Launches.Select(launch => launch with
                    {
                        Values = launch.Values.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value * factor),
                    }),
                ],
            }),
        ],
    };

    private static ImmutableArray<SeriesTrend> Trends(ImmutableArray<Run> runs) =>
    [
        .. MetricSeries.Of(runs.SelectMany(run => run.Results.Where(result => result.Headline is not null).Select(result =>
            new Observation(
                new ObservedRun(run.Id, run.StartedAt, run.Tool.Method, run.Fingerprint),
                new ObservedMetric(
                    result.Key, result.Headline!.Metric, result.Headline.Unit, result.Headline.Better, result.Parameters),
                result.Headline.Value)))).Select(series => SeriesTrend.Of(series, 0.05)),
    ];

    private static ImmutableSortedDictionary<string, TelemetryTrace> Levels(params (string Channel, Unit Unit, double Value)[] levels) =>
        levels.ToImmutableSortedDictionary(level => level.Channel, level => new TelemetryTrace(level.Unit, [level.Value]));
}
