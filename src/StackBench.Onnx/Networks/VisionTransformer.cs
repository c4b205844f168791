using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Networks;

/// <summary>ViT (Dosovitskiy et al. 2020): an image as a sequence of patches.</summary>
internal sealed record VisionTransformer(string Name, long Layers, long Width, long Heads, long Patch, long Size, long Classes)
{
    public static Network Base16 { get; } = new VisionTransformer("vit-b-16", 12, 768, 12, 16, 224, 1000).Make();

    private Network Make() => new(
        Name, "image",
        new Published(86_567_656, 2 * 17.564e9, "torchvision, ViT_B_16_Weights.IMAGENET1K_V1: parameters and multiply-adds at 224x224"))
    {
        Usual = Network.Named(),
        Small = Network.Named((Network.BatchName, 2)),
        IsDirect = true,
        Graph = Build,
        Relative = (this with { Layers = 2, Width = 192, Heads = 3, Size = 48, Classes = 100 }).Build,
    };

    private OnnxGraph Build()
    {
        var patches = Size / Patch * (Size / Patch);
        var graph = new GraphBuilder(Name);
        var image = graph.Input("input", ElementType.Float, 0, Network.BatchName, 3, Size, Size);
        var x = graph.Conv(image, "patches", 3, Width, [Patch, Patch], [Patch, Patch], [0, 0, 0, 0]);
        x = graph.Node("Reshape", [x, graph.Integers("shape.patches", 0, Width, -1)]);
        x = graph.Node("Transpose", [x], ("perm", [0, 2, 1]));
        x = graph.Node("Concat", [ClassToken(graph, image), x], ("axis", 1));
        x = graph.Node("Add", [x, graph.Random("positions", 0.02, 1, patches + 1, Width)]);
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = FormattableString.Invariant($"layers.{layer}");
            var normed = graph.LayerNorm(x, $"{name}.norm0", Width);
            x = graph.Node("Add", [graph.Attention(normed, $"{name}.attention", Width, Heads), x]);
            normed = graph.LayerNorm(x, $"{name}.norm1", Width);
            x = graph.Node("Add", [graph.FeedForward(normed, name, Width, 4 * Width), x]);
        }

        x = graph.Node("Gather", [graph.LayerNorm(x, "norm", Width), graph.Integers("zero", 0)], ("axis", 1));
        x = graph.Node("Flatten", [x], ("axis", 1));
        graph.Output(graph.Classifier(x, "classifier", Width, Classes), ElementType.Float, Network.BatchName, Classes);
        return graph.Build();
    }

    // One row for each image.
    private string ClassToken(GraphBuilder graph, string image)
    {
        var batch = graph.Node("Shape", [image], ("start", 0), ("end", 1));
        var shape = graph.Node("Concat", [batch, graph.Integers("shape.token", 1, Width)], ("axis", 0));
        return graph.Node("Expand", [graph.Random("class_token", 0.02, 1, 1, Width), shape]);
    }
}
