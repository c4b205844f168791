using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Networks;

/// <summary>The encoder of Whisper (Radford et al. 2022): half a minute of sound as 3000 columns of a spectrogram.</summary>
internal sealed record WhisperEncoder(string Name, long Layers, long Width, long Heads, long Bands, long Columns)
{
    public static Network Small { get; } = new WhisperEncoder("whisper-small-encoder", 12, 768, 12, 80, 3000).Make();

    // The paper gives layers, width and heads of the whole model; both figures follow from them.
    private Network Make()
    {
        var places = Columns / 2.0;
        var convolutions = (3 * Bands * Width) + Width + (3 * Width * Width) + Width;
        var layer = (12 * Width * Width) + (12 * Width);
        return new(Name, "30 s of sound", new Published(
            convolutions + (Layers * layer) + (2 * Width),
            (2 * 3 * ((Bands * Width * Columns) + (Width * Width * places)))
                + (Layers * ((24 * places * Width * Width) + (4 * places * places * Width))),
            "Radford et al. 2022, table 1 (12 layers, width 768, 12 heads): 12 h^2 + 12 h a layer, the sines of places not counted"))
        {
            Usual = Network.Named(),
            Small = Network.Named((Network.BatchName, 2)),
            Graph = Build,
            Relative = (this with { Layers = 2, Width = 192, Heads = 3, Bands = 8, Columns = 24 }).Build,
        };
    }

    private OnnxGraph Build()
    {
        var graph = new GraphBuilder(Name);
        var x = graph.Input("input_features", ElementType.Float, 0, Network.BatchName, Bands, Columns);
        x = graph.Node("Gelu", [graph.Conv(x, "conv0", Bands, Width, [3], [1], [1, 1])]);
        x = graph.Node("Gelu", [graph.Conv(x, "conv1", Width, Width, [3], [2], [1, 1])]);
        x = graph.Node("Transpose", [x], ("perm", [0, 2, 1]));
        x = graph.Node("Add", [x, graph.Fixed("positions", 0, 0.7, Columns / 2, Width)]);
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = FormattableString.Invariant($"layers.{layer}");
            var normed = graph.LayerNorm(x, $"{name}.norm0", Width);
            x = graph.Node("Add", [graph.Attention(normed, $"{name}.attention", Width, Heads, hasKeyBias: false), x]);
            normed = graph.LayerNorm(x, $"{name}.norm1", Width);
            x = graph.Node("Add", [graph.FeedForward(normed, name, Width, 4 * Width), x]);
        }

        graph.Output(graph.LayerNorm(x, "norm", Width), ElementType.Float, Network.BatchName, Columns / 2, Width);
        return graph.Build();
    }
}
