using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Trends;
using StackBench.Core.Units;
using StackBench.Measuring;
using StackBench.Report;
using StackBench.Report.Charts;
using StackBench.Screens;
using StackBench.Screens.Pages;
using StackBench.Store;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Screens;

/// <summary>States of the screen by name, made of example runs.</summary>
internal static class ScreenStates
{
    // Named one by one, so that a new benchmark changes no snapshot.
    private static readonly ImmutableArray<Benchmark> Benchmarks = [.. Catalog.Select(
    [
        "memory-bandwidth", "compute-peak", "device-memory", "tensor-core", "gemm", "convolution", "attention", "triton", "compile",
        "autograd",
        "training", "megatron", "collectives", "llm", "vllm-offline", "serving",
    ]).DistinctBy(benchmark => benchmark.Name)];

    private static readonly ComparisonOptions Options = new(MachineThresholds.Of([]));

    public static ScreenState Empty { get; } = new() { Pages = AllPages.All, Width = 80, Height = 24, Runs = [] };

    public static ScreenState Of(string name, int width, int height) => (name switch
    {
        "home-empty" => Empty with { Page = PageName.Home },
        "home" => HomeStates.Steady,
        "home-loss" => HomeStates.Slow,
        "home-gpu" => HomeStates.Gpu,
        "home-first" => HomeStates.First,
        "machine-empty" => Empty with { Page = "Machine" },
        "machine" => Empty with
        {
            Page = "Machine",
            Sheets =
                [new FactSheet("CPU", [new FactRow("model", "AMD EPYC 9B45"),
                    new FactRow("governor", "unknown: no cpufreq in this virtual machine", IsKnown: false)])],
            Telemetry = ImmutableSortedDictionary<string, TelemetryTrace>.Empty
                .Add("cpu.load", new TelemetryTrace(Unit.One, [0.1, 0.4, 0.9, 0.98]))
                .Add("cpu.frequency", new TelemetryTrace(Unit.Hertz, [4.1e9, 3.9e9, 3.8e9]))
                .Add("memory.available", new TelemetryTrace(Unit.Byte, [20e9, 19e9, 12e9])),
            Totals = ImmutableDictionary<string, double>.Empty.Add("memory.available", 24e9),
            Diagnosis =
                new StackBench.Machine.Doctor.Diagnosis
                {
                    Findings = [new StackBench.Machine.Doctor.Finding(
                    "swap", StackBench.Machine.Doctor.Severity.Warning, "Memory is swapped.", "Times grow.",
                    "Close programs.")],
                    NotChecked = [],
                    Passed = ["smt", "turbo"]
                },
        },
        "run-form" =>
            Empty with { Page = PageName.Run, Form = RunForm.Initial with { Cursor = 8, Chosen = ["gemm"], Benchmarks = Benchmarks } },
        "run-form-known" => HomeStates.Slow with
        {
            Page = PageName.Run,
            Form = RunForm.Initial with
            {
                Cursor = 9,
                Benchmarks = Benchmarks,
                BudgetSeconds = 60,
                Label = new TextField("before the upgrade", IsOpen: true),
            },
        },
        "run-next" => Empty with
        {
            Page = PageName.Run,
            Live = Live().With(new WorkloadStarted(ExampleRun.Full.Results[0].Key, 2, 13, 80) { At = ExampleRun.Start }),
        },
        "run-starting" => Empty with { Page = PageName.Run, Live = LiveRun.Starting },
        "run-live" => Empty with { Page = PageName.Run, Live = Live() },
        "results-compared" => Compared(80) with { Page = PageName.Results },
        "results-many" => HomeStates.Slow with { Page = PageName.Results, SelectedResult = 12 },
        "results-by-change" => HomeStates.Slow with { Page = PageName.Results, Order = ResultOrder.Change },
        "results-by-name" => Results(3) with { Order = ResultOrder.Name },
        "results-empty" => Empty with { Page = PageName.Results },
        "results" => Results(0),
        "results-distribution" => Results(0) with { Chart = ChartKind.Distribution },
        "results-roofline" => Results(6) with { Chart = ChartKind.Roofline, IsZoomed = true },
        "results-failed" => Results(8),
        "results-skipped" => Results(7),
        "compare-empty" => Results(0) with { Page = "Compare", NoComparison = "There is no other run to compare with." },
        "compare-worse" => Compared(80),
        "compare-better" => Compared(125),
        "compare-many" => HomeStates.Slow with { Page = "Compare", Scroll = 12 },
        "compare-filtered" => HomeStates.Slow with { Page = "Compare", Filter = "gemm 1x" },
        "compare-choose" => Compared(80) with
        {
            Page = "Compare",
            Runs = Summaries(40),
            Own = ImmutableDictionary<string, object>.Empty.Add("Compare", new RunChooser(CompareSide.Old, 3)),
        },
        "compare-inconclusive" => Compared(100, baselineRuns: 1),
        "history-empty" => Empty with { Page = "History" },
        "history" => History(30),
        "report-empty" => Empty with { Page = "Report" },
        "report-compared" => HomeStates.Slow with
        {
            Page = "Report",
            Report = ReportForm.Initial with { Title = new TextField("after the upgrade") },
        },
        "report" => Results(0) with { Page = "Report", Notice = new Noticed("written: /home/lab/stackbench-20261124-081502-7f3a.md") },
        _ => throw new ArgumentException("no such state", nameof(name)),
    }) with
    {
        Width = width,
        Height = height,
    };

    public static ScreenState Results(int selected) =>
        Empty with { Page = PageName.Results, Table = RunTable.Of(ExampleRun.Full), Runs = Summaries(1), SelectedResult = selected };

    public static ScreenState Compared(double gigaflops, int baselineRuns = 6)
    {
        var candidate = HistoryRun.Of(20, gigaflops, facts: new FingerprintFact("engine.libtorch.version", "2.11.0", FactRole.Cause));
        var comparison = Comparer.Compare([.. Enumerable.Range(0, baselineRuns).Select(day => HistoryRun.Of(day))], candidate, Options);
        return Empty with
        {
            Page = "Compare",
            Table = RunTable.Of(candidate),
            Runs = Summaries(2),
            Comparison = comparison,
            Changes = ComparisonText.ByResult(comparison)
        };
    }

    public static ScreenState History(int runs)
    {
        var all = Enumerable.Range(0, runs).Select(day => HistoryRun.Of(day, day < 18 ? 100 : 90)).ToArray();
        var observations = all.SelectMany(run => run.Results.Select(result => new Observation(
            new ObservedRun(run.Id, run.StartedAt, run.Tool.Method, run.Fingerprint),
            new ObservedMetric(result.Key, result.Headline!.Metric, result.Headline.Unit, result.Headline.Better, result.Parameters),
            result.Headline.Value)));
        return Empty with
        {
            Page = "History",
            Table = RunTable.Of(ExampleRun.Full),
            Runs = Summaries(runs),
            Trends = [
            .. MetricSeries.Of(observations).Select(series => SeriesTrend.Of(series, 0.05))]
        };
    }

    public static ImmutableArray<RunSummary> Summaries(int count) =>
    [
        .. Enumerable.Range(0, count).Select(index => ExampleRun.Small(-index, index == 1 ? "before \u001b[31mthe upgrade" : null))
            .Select(run =>
            new RunSummary(run.Id, run.StartedAt, run.FinishedAt, RunStatus.Complete, run.Label, run.Settings.Suite, "AMD EPYC 9B45",
                new OutcomeCounts(58, 2, 0, 0))),
    ];

    private static LiveRun Live()
    {
        var result = ExampleRun.Full.Results;
        RunEvent[] events =
        [
            new RunStarted(ExampleRun.Full with { Results = [] }, 30) { At = ExampleRun.Start },
            new WorkloadStarted(result[0].Key, 1, 1) { At = ExampleRun.Start },
            new WorkloadFinished(result[0], 1, IsFinal: false) { At = ExampleRun.Start },
            new WorkloadFinished(result[1], 1, IsFinal: true) { At = ExampleRun.Start },
            new WorkloadFinished(result[8], 1, IsFinal: true) { At = ExampleRun.Start },
            new WorkloadStarted(result[5].Key, 1, 12, 83, result[0].Key) { At = ExampleRun.Start },
            new TelemetryTaken(
                result[5].Key, 1, [new TelemetryLevel("cpu.load", Unit.One, 0.98), new TelemetryLevel("cpu.frequency", Unit.Hertz, 3.8e9)])
                {
                    At = ExampleRun.Start,
                },
            new SamplesTaken(result[5].Key, 1, [.. Enumerable.Range(0, 60).Select(index => 0.1 + (0.002 * Math.Sin(index * 0.7)))])
            {
                At = ExampleRun.Start,
            },
        ];
        return events.Aggregate(LiveRun.Starting, (live, happening) => live.With(happening));
    }
}
