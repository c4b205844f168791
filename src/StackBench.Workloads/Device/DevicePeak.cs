using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Devices;

namespace StackBench.Workloads.Device;

/// <summary>
/// The arithmetic of a GPU from registers, by vector and by matrix instructions: what libraries cannot exceed. A call is an amount of work;
/// the engine spreads it over the device.
/// </summary>
internal static class DevicePeak
{
    private const string Name = "device-peak";
    private const string Fp32 = "fp32", Fp16 = "fp16", Fp64 = "fp64", Int32 = "int32";

    /// <summary>Operations of a call: a few microseconds of a large GPU, a tenth of a second of the slowest driver on a CPU.</summary>
    private const long WorkPerCall = 1 << 27;

    private static readonly ImmutableArray<WorkloadMetric> Metrics =
        [WorkloadMetric.FlopRate, new(MetricDefinitions.FlopRateBest, MetricSource.FlopOverBest), WorkloadMetric.PublishedShare];

    private static readonly ImmutableArray<WorkloadMetric> IntegerMetrics = [WorkloadMetric.OperationRate, WorkloadMetric.PublishedShare];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Peak arithmetic of a GPU by its driver alone: vector and matrix instructions by type",
        Group = BenchmarkGroup.Pre,
        Engines = DriverEngines.All,
        Needs = "a GPU",
        Workloads = target => target.IsCpu ? [] : [.. Vector(target), .. Matrix(target)],
    };

    /// <summary>The load that keeps the vector units of a GPU busy.</summary>
    public static Workload Sustained(WorkloadTarget target) => Vector(target).First();

    // Published figures of packed fp16 have a name of their own; int8 dot products have no figure but that of the matrix units.
    private static IEnumerable<Workload> Vector(WorkloadTarget target)
    {
        yield return Vector(DataType.Fp32, "flops.fp32.vector", target, "flops.fp32", Level.Fma(DataType.Fp32).Name);
        yield return Vector(DataType.Fp64, "flops.fp64.vector", target, "flops.fp64", Level.Fma(DataType.Fp64).Name);
        yield return Vector(DataType.Fp16, "flops.fp16.vector", target, "flops.fp16_vector", Level.Fma(DataType.Fp16).Name);
        // No GPU does bf16 faster than fp16 with vectors; its own figure is rarely published.
        if (target.Engine == DriverEngines.Cuda)
            yield return Vector(DataType.Bf16, "flops.fp16.vector", target, published: null, provided: null) with
            {
                Suite = Suite.Standard,
            };
        yield return Vector(DataType.Int8, DataType.Int8.CeilingName, target, published: null, provided: null);
    }

    private static IEnumerable<Workload> Matrix(WorkloadTarget target)
    {
        foreach (var (type, sum, suite) in (
            (DataType, string, Suite)[])[
                (DataType.Fp16, Fp32, Suite.Quick), (DataType.Fp16, Fp16, Suite.Standard), (DataType.Bf16, Fp32, Suite.Quick),
                (DataType.Fp8, Fp32, Suite.Quick), (DataType.Int8, Int32, Suite.Quick),
                // No other driver reaches them.
                .. target.Engine == DriverEngines.Cuda
                    ? [(DataType.Tf32, Fp32, Suite.Standard), (DataType.Fp64, Fp64, Suite.Standard)]
                    : ((DataType, string, Suite)[])[],
            ])
        {
            // Libraries add in fp32: the rate of fp16 sums, twice as high on some GPUs, is none they could reach.
            var level = sum == Fp16 ? null : Level.Matrix(type).Name;
            yield return Workload(type, $"matrix {type}, {sum} sums", Parameters.Of(("unit", "matrix"), ("sum", sum)), suite) with
            {
                Bounds = target.LimitedBy(type.CeilingName).Providing(level),
            };
        }
    }

    private static Workload Vector(DataType type, string ceiling, WorkloadTarget target, string? published, string? provided) =>
        Workload(
            type, type == DataType.Int8 ? "vector int8 dot product" : $"vector {type}", Parameters.Of(("unit", "vector")), Suite.Quick) with
        {
            Bounds = new Bounds(new Layer(Provides: provided), ceiling, published is null ? null : target.Published(published)),
        };

    private static Workload Workload(DataType type, string name, Parameters parameters, Suite suite) => new()
    {
        Benchmark = Name,
        Name = name,
        Op = "device-peak",
        Parameters = parameters.With("dtype", type.Name).With("work", WorkPerCall),
        Cost = new Cost(Flop: WorkPerCall),
        Metrics = type == DataType.Int8 ? IntegerMetrics : Metrics,
        Suite = suite,
    };
}
