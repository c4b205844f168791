using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Networks;

/// <summary>wav2vec 2.0 (Baevski et al. 2020): convolutions of sound samples, then an encoder whose places a convolution tells.</summary>
/// <param name="Channels">Of the convolutions of samples.</param>
/// <param name="Samples">Of the sound, 16,000 a second.</param>
internal sealed record Wav2Vec(string Name, long Layers, long Width, long Heads, long Channels, long Samples)
{
    private const long PlaceKernel = 128;
    private const long PlaceGroups = 16;

    private static readonly (long Kernel, long Stride)[] Convolutions = [(10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2)];

    public static Network Base { get; } = new Wav2Vec("wav2vec2-base", 12, 768, 12, 512, 160_000).Make();

    // 94,371,712 with the vector that masks in training and the 128 lengths of the place kernel, which inference has multiplied in.
    private Network Make() => new(
        Name, "10 s of sound",
        new Published(94_371_712 - 768 - 128, Flop(), "Hugging Face, wav2vec2-base: Wav2Vec2Model; operations from its shapes"))
    {
        Usual = Network.Named(),
        Small = Network.Named((Network.BatchName, 2)),
        Graph = Build,
        Relative = (this with { Layers = 2, Width = 192, Heads = 3, Channels = 32, Samples = 3200 }).Build,
    };

    private double Flop()
    {
        var (flop, places, from) = (0.0, Samples, 1L);
        foreach (var (kernel, stride) in Convolutions)
        {
            places = ((places - kernel) / stride) + 1;
            flop += 2.0 * places * from * Channels * kernel;
            from = Channels;
        }

        flop += 2.0 * places * ((Channels * Width) + (Width * Width / PlaceGroups * PlaceKernel));
        return flop + (Layers * ((24.0 * places * Width * Width) + (4.0 * places * places * Width)));
    }

    private OnnxGraph Build()
    {
        var graph = new GraphBuilder(Name);
        var x = Features(graph, graph.Input("input_values", ElementType.Float, 0, Network.BatchName, Samples));
        x = graph.LayerNorm(graph.Node("Transpose", [x], ("perm", [0, 2, 1])), "features.norm", Channels);
        x = graph.Linear(x, "features.projection", Channels, Width);
        var places = graph.Node("Transpose", [x], ("perm", [0, 2, 1]));
        places = graph.Conv(places, "places", Width, Width, [PlaceKernel], [1], [PlaceKernel / 2, (PlaceKernel / 2) - 1], PlaceGroups);
        places = graph.Node("Transpose", [graph.Node("Gelu", [places])], ("perm", [0, 2, 1]));
        x = graph.LayerNorm(graph.Node("Add", [x, places]), "norm", Width);
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = FormattableString.Invariant($"layers.{layer}");
            var attended = graph.Attention(x, $"{name}.attention", Width, Heads);
            x = graph.LayerNorm(graph.Node("Add", [attended, x]), $"{name}.attention.norm", Width);
            x = graph.LayerNorm(graph.Node("Add", [graph.FeedForward(x, name, Width, 4 * Width), x]), $"{name}.norm", Width);
        }

        graph.Output(x, ElementType.Float, Network.BatchName, "places", Width);
        return graph.Build();
    }

    private string Features(GraphBuilder graph, string sound)
    {
        var x = graph.Node("Unsqueeze", [sound, graph.Integers("axes", 1)]);
        var from = 1L;
        for (var i = 0; i < Convolutions.Length; i++)
        {
            var (kernel, stride) = Convolutions[i];
            x = graph.Conv(
                x, FormattableString.Invariant($"features.conv{i}"), from, Channels, [kernel], [stride], [0, 0], hasBias: false);
            if (i == 0)
                x = graph.Node(
                    "InstanceNormalization",
                    [
                        x, graph.Around("features.conv0.norm.weight", 1, 0.1, Channels),
                        graph.Random("features.conv0.norm.bias", 0.1, Channels),
                    ],
                    ("epsilon", 1e-5f));
            x = graph.Node("Gelu", [x]);
            from = Channels;
        }

        return x;
    }
}
