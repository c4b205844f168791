using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Measuring;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Screens;

/// <summary>What the next run shall measure. Lines: its fields, then the benchmarks.</summary>
/// <param name="Device">As <c>--device</c> takes it; null for the GPUs of an engine, else the CPU.</param>
/// <param name="Engine">Name of the only engine to use; null for every one that is found.</param>
/// <param name="Chosen">Names of benchmarks; empty for all that can run.</param>
internal sealed record RunForm(Suite Suite, int Launches, string? Device, string? Engine, ImmutableSortedSet<string> Chosen, int Cursor)
{
    public const int SuiteLine = 0;
    public const int LaunchesLine = 1;
    public const int DeviceLine = 2;
    public const int EngineLine = 3;
    public const int BudgetLine = 4;
    public const int LabelLine = 5;
    public const int PythonLine = 6;
    public const int FirstBenchmark = 7;
    private const int MostLaunches = 50;
    private const double Minute = 60;

    public static RunForm Initial { get; } = new(Suite.Quick, SuiteDefaults.Launches(Suite.Quick), null, null, [], 0);

    /// <summary>As the user settled it; of several devices or engines the first.</summary>
    public static RunForm Of(MeasuringRequest settled) => Initial with
    {
        Suite = settled.Settings.Suite,
        Launches = Math.Clamp(settled.Settings.Launches, 1, MostLaunches),
        Device = settled.Settings.Devices.FirstOrDefault(),
        Engine = settled.Settings.Engines.FirstOrDefault(),
        BudgetSeconds = settled.Settings.BudgetSeconds,
        Label = new TextField(settled.Label ?? ""),
        Python = new TextField(settled.Python ?? ""),
    };

    /// <summary>Those to choose from: what can run in this version.</summary>
    public ImmutableArray<Benchmark> Benchmarks { get; init; } =
        [.. Catalog.All.Where(benchmark => benchmark.NotYet is null).DistinctBy(benchmark => benchmark.Name)];

    public int Lines => FirstBenchmark + Benchmarks.Length;

    /// <summary>PCI addresses of this machine's GPUs; offered one by one where there are several.</summary>
    public ImmutableArray<string> Gpus { get; init; } = [];

    /// <summary>Seconds the run may take; null for as long as the suite does.</summary>
    public double? BudgetSeconds { get; init; }

    public TextField Label { get; init; } = new();

    /// <summary>Interpreter for the engines in Python; empty for the usual one.</summary>
    public TextField Python { get; init; } = new();

    /// <summary>Whether keys go into one of its texts.</summary>
    public bool IsTyping => Label.IsOpen || Python.IsOpen;

    private ImmutableArray<string?> Devices =>
        [null, "cpu", .. Gpus.IsEmpty ? [] : (ImmutableArray<string?>)["gpu"], .. Gpus.Length > 1 ? Gpus : []];

    private static ImmutableArray<string?> Engines { get; } = [null, .. EngineSetup.Names];

    private static ImmutableArray<double?> Budgets { get; } =
        [null, Minute / 2, Minute, 2 * Minute, 5 * Minute, 10 * Minute, 30 * Minute, 60 * Minute, 240 * Minute];

    /// <param name="by">One step to the right, or to the left below zero.</param>
    public RunForm Changed(int by) => Cursor switch
    {
        SuiteLine => WithSuite((Suite)Math.Clamp((int)Suite + by, 0, Enum.GetValues<Suite>().Length - 1)),
        LaunchesLine => this with { Launches = Math.Clamp(Launches + by, 1, MostLaunches) },
        DeviceLine => this with { Device = Beside(Devices, Device, by) },
        EngineLine => this with { Engine = Beside(Engines, Engine, by) },
        BudgetLine => this with { BudgetSeconds = Beside(Budgets, BudgetSeconds, by) },
        _ => this,
    };

    /// <summary>After Enter or Space: a benchmark is chosen or left out, a text is opened.</summary>
    public RunForm Toggled() => Cursor switch
    {
        LabelLine => this with { Label = Label with { IsOpen = true } },
        PythonLine => this with { Python = Python with { IsOpen = true } },
        < FirstBenchmark => this,
        _ => this with { Chosen = Chosen.SymmetricExcept([Benchmarks[Cursor - FirstBenchmark].Name]) },
    };

    /// <summary>After a key that goes into the open text.</summary>
    public RunForm Typed(string key) => Label.IsOpen ? this with { Label = Label.After(key) } : this with { Python = Python.After(key) };

    /// <param name="seed">Of order and inputs.</param>
    public RunSettings Settings(long seed) => new()
    {
        Suite = Suite,
        Benchmarks = [.. Chosen],
        Devices = Device is null ? [] : [Device],
        Engines = Engine is null ? [] : [Engine],
        Launches = Launches,
        Seed = seed,
        BudgetSeconds = BudgetSeconds,
    };

    private static T Beside<T>(ImmutableArray<T> choices, T chosen, int by) =>
        choices[Math.Clamp(choices.IndexOf(chosen) + by, 0, choices.Length - 1)];

    private RunForm WithSuite(Suite suite) => this with { Suite = suite, Launches = SuiteDefaults.Launches(suite) };
}
