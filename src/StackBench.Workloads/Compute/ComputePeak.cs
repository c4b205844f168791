using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Machine.Cpu;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Compute;

/// <summary>The FMA peak of the CPU: what the vector units do when nothing but arithmetic holds them up.</summary>
internal static class ComputePeak
{
    private const string Name = "compute-peak";

    /// <summary>Vector FMAs of one round on one thread; part of the operation's definition.</summary>
    private const int FmasPerRound = 12;

    private const long RoundsPerCall = 100_000;

    private static readonly ImmutableArray<WorkloadMetric> Metrics =
    [
        WorkloadMetric.FlopRate,
        new(MetricDefinitions.FlopRateBest, MetricSource.FlopOverBest),
    ];

    private static readonly ImmutableArray<DataType> Types = [DataType.Fp32, DataType.Fp64];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "CPU arithmetic peak: fused multiply-adds on registers by type, vector width and threads",
        Group = BenchmarkGroup.Pre,
        Engines = ["native"],
        Workloads = target => target.IsCpu ? Workloads(target.Machine) : [],
    };

    /// <summary>The load that keeps all vector units busy.</summary>
    public static Workload Sustained(MachineFacts machine) =>
        AllThreads(DataType.Fp32, Widths(machine)[0], isWidest: true, machine.Cpu.UsableCores);

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
        if (machine.Os.Architecture.Or("") is var architecture
            && (architecture.StartsWith("arm", StringComparison.OrdinalIgnoreCase) || architecture == "aarch64"))
            return [128];
        if (isa.IsEmpty || isa.Contains("avx512f")) return [512, 256, 128];
        return isa.Contains("avx2") ? [256, 128] : [128];
    }

    // A narrower vector delivers less by its nature: only the widest is held against a level.
    private static Workload AllThreads(DataType type, int width, bool isWidest, int cores) =>
        Workload(type, width, cores, "all threads", isWidest ? Suite.Quick : Suite.Standard) with
        {
            Bounds =
                BoundsOf(type, cores, isWidest && cores > 1 ? Level.FmaOfOneThread(type).Above(cores) : new Layer(),
                    isWidest ? Level.Fma(type) : null),
        };

    private static Workload OneThread(DataType type, int width, bool isWidest) =>
        Workload(type, width, 1, "1 thread", isWidest ? Suite.Quick : Suite.Standard) with
        {
            Bounds = BoundsOf(type, threads: 1, new Layer(), isWidest ? Level.FmaOfOneThread(type) : null),
        };

    private static Workload Workload(DataType type, int width, int threads, string threadsText, Suite suite) => new()
    {
        Benchmark = Name,
        Name = $"{type.Name} {width}-bit, {threadsText}",
        Op = "fma-peak",
        Parameters = Parameters.Of(("dtype", type.Name), ("width", width), ("threads", threads), ("rounds", RoundsPerCall)),
        Cost = new Cost(Flop: (double)threads * RoundsPerCall * FmasPerRound * (width / (8 * type.SizeBytes)) * 2),
        Metrics = Metrics,
        Suite = suite,
    };

    private static Bounds BoundsOf(DataType type, int threads, Layer layer, Level? provided) =>
        new Bounds(layer, type.CeilingName + (threads == 1 ? CpuPeaks.OneCore : "")).Providing(provided?.Name);
}
