using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Verdicts;

/// <summary>The best that an engine reached of a layer on a device, and its share of the layer below.</summary>
/// <param name="Share">Null where there is no layer below, or where it was not measured.</param>
/// <param name="Below">Value of the layer below; null likewise.</param>
internal sealed record LayerStep(LayerName Layer, BenchmarkResult Result, MetricValue Value, double? Share, MetricValue? Below)
{
    /// <summary><c>fp32 GEMM</c>.</summary>
    public string Title => Type is { } type && Layer.Title != LayerName.Memory ? $"{type} {Layer.Title}" : Layer.Title;

    public string? Type => Result.Parameters.TryGet("dtype", out var type) ? type.ToString() : null;

    /// <summary>Whether memory sets its pace, so that a small share is usual.</summary>
    public bool IsMemoryBound => Result.Layer.Below?.StartsWith("memory.", StringComparison.Ordinal) == true;

    /// <summary>Whether it reaches less than such a layer usually does, and its launches agree on that.</summary>
    public bool IsLoss => Share < (IsMemoryBound ? Math.Min(Layer.Low, LayerName.LowOfMemory) : Layer.Low)
        && !(LaunchFacts.Of(Result).Spread > Assessment.SurestSpread);

    /// <summary>
    /// One for each device, layer, engine, type and layer below; from the hardware up. What a driver computes on the CPU is no layer of
    /// a GPU and left out.
    /// </summary>
    public static ImmutableArray<LayerStep> Of(Run run)
    {
        var ladder = Ladder.Of(run.Results);
        return
        [
            .. from result in run.Results
               where result is { Headline.Value: > 0, IsInvalid: false, IsOfCpuDriver: false }
               let layer = LayerName.Of(result)
               where layer is not null && (result.Layer.Provides is not null || result.Layer.Below is not null)
               // Products of odd shapes against square ones are the same layer.
               where !(layer!.Title == LayerName.Gemm && result.Layer.Below?.StartsWith("gemm.", StringComparison.Ordinal) == true)
               // A part of the device, such as one thread, is no layer.
               where result.Layer.Provides is null || result.Layer.Provides.Split('.').Length == 2
               let step = Of(result, layer!, ladder)
               group step by (result.Device, layer!.Title, result.Engine, step.Type, result.Layer.Below) into same
               let best = same.MaxBy(step => step.Share ?? step.Value.Value)!
               orderby best.Layer.Order
               select best,
        ];
    }

    private static LayerStep Of(BenchmarkResult result, LayerName layer, Ladder ladder)
    {
        var own = result.Layer.Below == result.Layer.Provides;
        var below = own || result.Layer.Below is not { } name ? null : ladder.BestOf(result.Device, name);
        // Tokens and requests are compared by the bytes or operations they cost.
        var value = below is not null && ((Ok)result.Outcome).Metrics.FirstOrDefault(metric => metric.Unit == below.Unit) is { } like
            ? like
            : result.Headline!;
        return new LayerStep(layer, result, value, own ? null : ladder.ShareOf(result), below);
    }

    /// <summary>The layer below in words that fit into a bracket: <c>2 x fp32 vector</c>; null where there is none.</summary>
    public string? Under => Result.Layer is { Below: { } below } layer
        ? (layer.Factor == 1 ? "" : $"{NumberText.Exact(layer.Factor)} x ") + below.Split('.') switch
        {
            ["memory", ..] => "memory",
            ["fma", _, _] => "one thread",
            ["fma", var type] => $"{type} vector",
            ["matrix", var type] => $"{type} matrix",
            ["gemm", var type] => $"{type} GEMM",
            _ => layer.BelowTitle ?? below,
        }
        : null;

    /// <summary>
    /// Of steps of one layer the one that gives most. What memory bounds says little of a layer that is there to compute.
    /// </summary>
    public static LayerStep Fastest(LayerStep[] steps) =>
        (steps.Where(step => step.Layer.Title != LayerName.Memory && !step.IsMemoryBound).ToArray() is [_, ..] computing
                ? computing
                : steps)
            .MaxBy(step => step.Value.Value)!;

    /// <summary><c>73.1 of 187 GFLOP/s</c>.</summary>
    public string Amount
    {
        get
        {
            if (Below is not { } below || below.Unit != Value.Unit) return NumberText.Quantity(Value.Value, Value.Unit);
            var whole = below.Value * Result.Layer.Factor;
            var (number, _) = NumberText.Parts(Value.Value, Value.Unit, whole);
            return $"{number} of {NumberText.Quantity(whole, below.Unit)}";
        }
    }
}
