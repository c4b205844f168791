using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Onnx.Networks;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Models;

/// <summary>Rates and bounds of a network by what sets its pace, whichever library runs it.</summary>
internal static class NetworkPace
{
    /// <summary>Bytes of weights that are read once a call where they set the pace; zero elsewhere.</summary>
    /// <param name="storage">What weights are kept in.</param>
    public static double WeightBytes(this Network network, DataType storage) =>
        network.Pace == Pace.Memory ? (double)network.Graph().Parameters * storage.SizeBytes : 0;

    /// <summary>Metrics of the rate, the compared one first.</summary>
    public static ImmutableArray<WorkloadMetric> Rates(this Network network, DataType type)
    {
        var rate = type == DataType.Int8 ? WorkloadMetric.OperationRate : WorkloadMetric.FlopRate;
        return network.Pace switch
        {
            Pace.Memory => [WorkloadMetric.Bandwidth, rate],
            Pace.Lookups => [],
            _ => [rate],
        };
    }

    /// <param name="weightBytes">Of a call.</param>
    public static Bounds Bounds(this Network network, DataType type, double weightBytes, WorkloadTarget target) => network.Pace switch
    {
        Pace.Memory => target.BelowMemory(weightBytes),
        Pace.Lookups => Core.Workloads.Bounds.None,
        // Winograd's method undercuts the count of a 3x3 convolution.
        _ => network.IsDirect ? target.BelowGemm(type) : target.BelowGemm(type) with { CeilingName = null },
    };
}
