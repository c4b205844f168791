using System.Collections.Immutable;
using StackBench.Commands;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Workloads;

namespace StackBench.Screens;

/// <summary>What the next run shall measure. Lines: suite, launches, then the benchmarks.</summary>
/// <param name="Chosen">Names of benchmarks; empty for all that can run.</param>
internal sealed record RunForm(Suite Suite, int Launches, ImmutableSortedSet<string> Chosen, int Cursor)
{
    public const int SuiteLine = 0;
    public const int LaunchesLine = 1;
    public const int FirstBenchmark = 2;
    private const int MostLaunches = 50;

    public static RunForm Initial { get; } = new(Suite.Quick, SuiteDefaults.Launches(Suite.Quick), [], 0);

    public static ImmutableArray<Benchmark> Benchmarks { get; } = [.. Catalog.All.Where(benchmark => benchmark.NotYet is null)];

    public static int Lines => FirstBenchmark + Benchmarks.Length;

    /// <param name="by">One step to the right, or to the left below zero.</param>
    public RunForm Changed(int by) => Cursor switch
    {
        SuiteLine => WithSuite((Suite)Math.Clamp((int)Suite + by, 0, Enum.GetValues<Suite>().Length - 1)),
        LaunchesLine => this with { Launches = Math.Clamp(Launches + by, 1, MostLaunches) },
        _ => this,
    };

    public RunForm Toggled()
    {
        if (Cursor < FirstBenchmark) return this;
        var name = Benchmarks[Cursor - FirstBenchmark].Name;
        return this with { Chosen = Chosen.SymmetricExcept([name]) };
    }

    /// <param name="seed">Of order and inputs.</param>
    public RunSettings Settings(long seed) => new() { Suite = Suite, Benchmarks = [.. Chosen], Launches = Launches, Seed = seed };

    private RunForm WithSuite(Suite suite) => this with { Suite = suite, Launches = SuiteDefaults.Launches(suite) };
}
