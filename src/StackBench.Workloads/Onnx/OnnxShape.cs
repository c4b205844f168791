using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Writing;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Onnx;

/// <summary>A network with a batch in a type, in one session or several at once.</summary>
internal sealed record OnnxShape(Network Network, long Batch, Suite Suite)
{
    public OnnxShape(string network, long batch, Suite suite)
        : this(Network.Find(network)!, batch, suite)
    {
    }

    /// <summary>Of weights and of what is computed.</summary>
    public DataType Type { get; init; } = DataType.Fp32;

    /// <summary>That run at the same time and share the cores.</summary>
    public int Sessions { get; init; } = 1;

    public string Name => FormattableString.Invariant(
        $"{Network.Name} {Type} batch {Batch}{(Sessions > 1 ? FormattableString.Invariant($", {Sessions} sessions") : "")}");

    public Parameters Parameters
    {
        get
        {
            var parameters = Parameters.Of(
                ("network", Network.Name), ("batch", Batch), ("dtype", Type.Name), ("model-seed", OnnxWriter.DefaultSeed));
            return Sessions > 1 ? parameters.With("sessions", Sessions) : parameters;
        }
    }

    /// <summary>Read once a call where they set the pace; zero elsewhere.</summary>
    public double WeightBytes => Network.Pace == Pace.Memory ? (double)Network.Graph().Parameters * Type.SizeBytes : 0;

    public ImmutableArray<WorkloadMetric> Rates => Network.Pace switch
    {
        Pace.Memory => [WorkloadMetric.Bandwidth, WorkloadMetric.FlopRate],
        Pace.Lookups => [],
        _ => [Type == DataType.Int8 ? WorkloadMetric.OperationRate : WorkloadMetric.FlopRate],
    };

    /// <summary>Several sessions need a core each.</summary>
    public bool Fits(WorkloadTarget target) => Sessions <= target.Machine.Cpu.UsableCores;

    public Bounds Bounds(WorkloadTarget target) => Network.Pace switch
    {
        Pace.Memory => target.BelowMemory(WeightBytes),
        Pace.Lookups => Core.Workloads.Bounds.None,
        // Winograd's method undercuts the count of a 3x3 convolution.
        _ => Network.IsDirect ? target.BelowGemm(Type) : target.BelowGemm(Type) with { CeilingName = null },
    };
}
