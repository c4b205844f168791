using StackBench.Core.Workloads;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Writing;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Models;

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

    /// <summary>Bytes of weights that all sessions read once a call where they set the pace.</summary>
    public double WeightBytes => Sessions * Network.WeightBytes(Type);

    /// <summary>Several sessions need a core each.</summary>
    public bool Fits(WorkloadTarget target) => Sessions <= target.Machine.Cpu.UsableCores;
}
