using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;

namespace StackBench.Core.Expectations;

/// <summary>The best value a run has of a quantity that others publish figures of.</summary>
/// <param name="Quantity">As <see cref="ExpectationRow.Quantity"/>.</param>
public sealed record MeasuredFigure(string Quantity, BenchmarkResult Result)
{
    private static readonly ImmutableArray<string> Inside = ["copy", "triad", "read"];
    private static readonly ImmutableArray<string> Ways = ["h2d", "d2h"];

    public MetricValue Value => Result.Headline!;

    /// <summary>Share of the published rate, 1 = all of it; null where no rate is published.</summary>
    public double? PublishedShare => Result.Outcome is Ok { Metrics: var metrics }
        && metrics.FirstOrDefault(metric => metric.Metric == MetricDefinitions.PublishedShare.Name) is { } share
        ? share.Value / 100
        : null;

    /// <summary>Of GPUs alone: what CPUs give, by a driver of GPUs too, depends on the boards and the memory around them.</summary>
    public static ImmutableArray<MeasuredFigure> Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return
        [
            .. from result in run.Results
               where result.Device != "cpu" && result is { Headline.Value: > 0, IsInvalid: false, IsOfCpuDriver: false }
               let quantity = QuantityOf(result)
               where quantity is not null
               group result by (result.Device, Quantity: quantity!) into same
               select new MeasuredFigure(same.Key.Quantity, same.MaxBy(result => result.Headline!.Value)!),
        ];
    }

    private static string? QuantityOf(BenchmarkResult result)
    {
        var unit = result.Headline!.Unit;
        if (unit == Unit.BytePerSecond && result.Benchmark == "device-memory" && Text(result.Parameters, "kind") is { } kind)
            return Inside.Contains(kind) ? $"memory-bandwidth-{kind}"
                : Ways.Contains(kind) && Text(result.Parameters, "pinned") == "true" ? $"{kind}-pinned"
                : null;
        if (unit != Unit.FlopPerSecond && unit != Unit.OperationPerSecond) return null;
        if (Text(result.Parameters, "dtype") is not { } type) return null;
        return result.Benchmark switch
        {
            // What is published is the best of a sweep over sizes, which benchmark gemm is not.
            "tensor-core" when IsSquare(result.Parameters) => $"{type}-gemm-best",
            "device-peak" when Text(result.Parameters, "unit") == "matrix" =>
                $"{type}{(type == "fp16" && Text(result.Parameters, "sum") == "fp16" ? "acc16" : "")}-matrix-peak",
            "device-peak" when type == "fp32" => "fp32-vector-peak",
            _ => null,
        };
    }

    private static bool IsSquare(Parameters parameters) =>
        parameters.TryGet("m", out var m) && parameters.TryGet("n", out var n) && parameters.TryGet("k", out var k) && m == n && n == k;

    private static string? Text(Parameters parameters, string name) => parameters.TryGet(name, out var value) ? value.ToString() : null;
}
