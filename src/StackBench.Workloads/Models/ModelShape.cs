using StackBench.Onnx.Networks;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Models;

/// <summary>A network with a batch in a type, for inference or for steps of training.</summary>
/// <param name="Type">fp32, or bf16 by autocast: products in it, weights in fp32.</param>
internal sealed record ModelShape(Network Network, DataType Type, long Batch, bool IsTraining = false)
{
    public string Name
    {
        get
        {
            var type = Type == DataType.Fp32 ? Type.Name : $"{Type} autocast";
            return FormattableString.Invariant($"{Network.Name} {type} batch {Batch}{(IsTraining ? " training" : "")}");
        }
    }

    /// <summary>Operations of a call.</summary>
    public double Flop => IsTraining ? Network.TrainingFlop(Batch) : Network.Flop(Batch);
}
