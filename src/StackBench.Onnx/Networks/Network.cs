using System.Collections.Immutable;
using StackBench.Onnx.Graph;
using StackBench.Onnx.Operators;

namespace StackBench.Onnx.Networks;

/// <summary>A network that people know, with random weights: speed depends on shapes, not on values.</summary>
/// <param name="Name">On the command line and in results.</param>
/// <param name="Unit">What one of a batch is: an image, a sequence of 128 tokens.</param>
public sealed record Network(string Name, string Unit, Published Published)
{
    /// <summary>Named dimensions at the size of <see cref="Published"/>, without the batch.</summary>
    public required ImmutableDictionary<string, long> Usual { get; init; }

    /// <summary>No way is known to compute it with fewer operations than are counted, as Winograd's is for 3x3 convolutions.</summary>
    public bool IsDirect { get; init; }

    /// <summary>What its speed is compared with.</summary>
    public Pace Pace { get; init; } = Pace.Compute;

    /// <summary>The network itself; made anew at each call, without its weights.</summary>
    public required Func<OnnxGraph> Graph { get; init; }

    /// <summary>Its small relative, by which a library is checked: fewer, narrower layers; null where it is checked itself.</summary>
    public Func<OnnxGraph>? Relative { get; init; }

    /// <summary>Named dimensions for the check: so small that the reference takes a fraction of a second.</summary>
    public required ImmutableDictionary<string, long> Small { get; init; }

    /// <summary>The one list of networks.</summary>
    public static ImmutableArray<Network> All { get; } =
    [
        ResNet.Fifty, MobileNet.Large, Bert.Base, Bert.Large, VisionTransformer.Base16, WhisperEncoder.Small, Wav2Vec.Base,
        LlamaBlock.Prefill, LlamaBlock.Decode, UNet.StableDiffusion15, Dlrm.Kaggle,
    ];

    public static Network? Find(string name) => All.FirstOrDefault(network => network.Name == name);

    /// <summary>Sizes of the named dimensions for a batch.</summary>
    public ImmutableDictionary<string, long> Sizes(long batch) => Usual.Add(BatchName, batch);

    /// <summary>Sizes for the check of a batch: one input, or two where there are more.</summary>
    public ImmutableDictionary<string, long> SmallSizes(long batch) => Small.SetItem(BatchName, Math.Min(batch, Small[BatchName]));

    /// <summary>Floating-point operations of one run.</summary>
    public double Flop(long batch) => GraphWalk.Flop(Graph(), Sizes(batch));

    /// <summary>Floating-point operations of forward and backward of one step.</summary>
    public double TrainingFlop(long batch) => GraphWalk.TrainingFlop(Graph(), Sizes(batch));

    internal const string BatchName = "batch";

    internal static ImmutableDictionary<string, long> Named(params (string Name, long Size)[] sizes) => ImmutableDictionary.CreateRange(
        StringComparer.Ordinal, sizes.Select(size => KeyValuePair.Create(size.Name, size.Size)));
}
