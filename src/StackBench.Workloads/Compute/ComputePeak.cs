using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Machine.Cpu;

namespace StackBench.Workloads.Compute;

/// <summary>The FMA peak of the CPU: what the vector units do when nothing but arithmetic holds them up.</summary>
public static class ComputePeak
{
    private const string Name = "compute-peak";

    /// <summary>Vector FMAs of one round on one thread; part of the operation's definition.</summary>
    private const int FmasPerRound = 12;

    private const long RoundsPerCall = 100_000;

    private static readonly ImmutableArray<WorkloadMetric> Metrics =
    [
        new(MetricDefinitions.FlopRate, MetricSource.FlopOverMedian),
        new(MetricDefinitions.FlopRateBest, MetricSource.FlopOverBest),
    ];

    private static readonly ImmutableArray<(string Name, int Bits)> Types = [("fp32", 32), ("fp64", 64)];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "CPU arithmetic peak: fused multiply-adds on registers by type, vector width and threads",
        Group = BenchmarkGroup.Pre,
        Engines = ["native"],
        Workloads = target => target.IsCpu ? Workloads(target.Machine) : [],
    };

    private static ImmutableArray<Workload> Workloads(MachineFacts machine)
    {
        var widths = Widths(machine);
        var cores = machine.Cpu.UsableCores;
        return
        [
            .. from type in Types from width in widths select AllThreads(type, width, isWidest: width == widths[0], cores),
            .. from type in Types from width in widths where cores > 1 select OneThread(type, width, isWidest: width == widths[0]),
        ];
    }

    // A machine that does not tell its instruction sets is asked for every width; the engine knows which it has.
    private static ImmutableArray<int> Widths(MachineFacts machine)
    {
        var isa = machine.Cpu.Isa;
        if (machine.Os.Architecture.Or("") is var architecture && (architecture.StartsWith("arm", StringComparison.OrdinalIgnoreCase) || architecture == "aarch64")) return [128];
        if (isa.IsEmpty || isa.Contains("avx512f")) return [512, 256, 128];
        return isa.Contains("avx2") ? [256, 128] : [128];
    }

    // A narrower vector delivers less by its nature: only the widest is held against a level.
    private static Workload AllThreads((string Name, int Bits) type, int width, bool isWidest, int cores) =>
        Workload(type, width, cores, "all threads", isWidest ? Suite.Quick : Suite.Standard) with
        {
            Layer = !isWidest ? new Layer()
                : cores == 1 ? new Layer(Provides: Level(type.Name))
                : new Layer(Level(type.Name), Below: OneThreadLevel(type.Name), Factor: cores, BelowTitle: $"measured {type.Name} FMA peak of one thread"),
        };

    private static Workload OneThread((string Name, int Bits) type, int width, bool isWidest) =>
        Workload(type, width, 1, "1 thread", isWidest ? Suite.Quick : Suite.Standard) with
        {
            Layer = isWidest ? new Layer(Provides: OneThreadLevel(type.Name)) : new Layer(),
        };

    private static Workload Workload((string Name, int Bits) type, int width, int threads, string threadsText, Suite suite) => new()
    {
        Benchmark = Name,
        Name = $"{type.Name} {width}-bit, {threadsText}",
        Op = "fma-peak",
        Parameters = Parameters.Of(("dtype", type.Name), ("width", width), ("threads", threads), ("rounds", RoundsPerCall)),
        Cost = new Cost(Flop: (double)threads * RoundsPerCall * FmasPerRound * (width / type.Bits) * 2),
        Metrics = Metrics,
        Suite = suite,
        CeilingName = $"flops.{type.Name}{(threads == 1 ? CpuPeaks.OneCore : "")}",
    };

    private static string Level(string type) => $"fma.{type}";

    private static string OneThreadLevel(string type) => $"fma.{type}.1t";
}
