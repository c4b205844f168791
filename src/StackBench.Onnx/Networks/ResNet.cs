using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Networks;

/// <summary>ResNet-50 (He et al. 2015) with the stride in the 3x3 convolution, as frameworks have it ("v1.5").</summary>
internal static class ResNet
{
    private const long Classes = 1000;

    // The sum of a block's two ways would grow from block to block.
    private const double BranchScale = 0.25;

    public static Network Fifty { get; } = new(
        "resnet50", "image",
        new Published(25_557_032, 2 * 4.089e9, "torchvision, ResNet50_Weights: parameters and multiply-adds at 224x224"))
    {
        Usual = Network.Named(("height", 224), ("width", 224)),
        Small = Network.Named((Network.BatchName, 2), ("height", 32), ("width", 32)),
        Graph = Build,
    };

    private static OnnxGraph Build()
    {
        var graph = new GraphBuilder("resnet50");
        var x = graph.Input("input", ElementType.Float, 0, Network.BatchName, 3, "height", "width");
        x = graph.Node("Relu", [graph.ConvNorm(x, "stem", 3, 64, 7, 2)]);
        x = graph.Node("MaxPool", [x], ("kernel_shape", [3, 3]), ("strides", [2, 2]), ("pads", [1, 1, 1, 1]));
        long from = 64;
        foreach (var (stage, blocks) in (ReadOnlySpan<(int, int)>)[(0, 3), (1, 4), (2, 6), (3, 3)])
            for (var block = 0; block < blocks; block++)
            {
                x = Bottleneck(graph, x, FormattableString.Invariant($"stage{stage}.{block}"), from, 64L << stage, stage > 0 && block == 0);
                from = 256L << stage;
            }

        x = graph.Node("Flatten", [graph.Node("GlobalAveragePool", [x])], ("axis", 1));
        graph.Output(graph.Classifier(x, "classifier", from, Classes), ElementType.Float, Network.BatchName, Classes);
        return graph.Build();
    }

    private static string Bottleneck(GraphBuilder graph, string x, string name, long from, long width, bool isHalved)
    {
        var stride = isHalved ? 2 : 1;
        var branch = graph.Node("Relu", [graph.ConvNorm(x, $"{name}.reduce", from, width, 1)]);
        branch = graph.Node("Relu", [graph.ConvNorm(branch, $"{name}.spatial", width, width, 3, stride)]);
        branch = graph.ConvNorm(branch, $"{name}.expand", width, 4 * width, 1, scale: BranchScale);
        var shortcut = from == 4 * width ? x : graph.ConvNorm(x, $"{name}.shortcut", from, 4 * width, 1, stride);
        return graph.Node("Relu", [graph.Node("Add", [branch, shortcut])]);
    }
}
