using System.Collections.Immutable;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Networks;

/// <summary>MobileNetV3-Large (Howard et al. 2019, table 1): depthwise convolutions, squeeze and excitation, hard swish.</summary>
internal static class MobileNet
{
    private const long Classes = 1000;

    private static readonly ImmutableArray<(long Kernel, long Expanded, long Width, bool Squeezes, bool Swishes, long Stride)> Blocks =
    [
        (3, 16, 16, false, false, 1), (3, 64, 24, false, false, 2), (3, 72, 24, false, false, 1),
        (5, 72, 40, true, false, 2), (5, 120, 40, true, false, 1), (5, 120, 40, true, false, 1),
        (3, 240, 80, false, true, 2), (3, 200, 80, false, true, 1), (3, 184, 80, false, true, 1), (3, 184, 80, false, true, 1),
        (3, 480, 112, true, true, 1), (3, 672, 112, true, true, 1),
        (5, 672, 160, true, true, 2), (5, 960, 160, true, true, 1), (5, 960, 160, true, true, 1),
    ];

    public static Network Large { get; } = new(
        "mobilenetv3-large", "image",
        new Published(5_483_032, 2 * 0.217e9, "torchvision, MobileNet_V3_Large_Weights: parameters and multiply-adds at 224x224"))
    {
        Usual = Network.Named(("height", 224), ("width", 224)),
        Small = Network.Named((Network.BatchName, 2), ("height", 64), ("width", 64)),
        Graph = Build,
    };

    private static OnnxGraph Build()
    {
        var graph = new GraphBuilder("mobilenetv3-large");
        var x = graph.Input("input", ElementType.Float, 0, Network.BatchName, 3, "height", "width");
        x = graph.Node("HardSwish", [graph.ConvNorm(x, "stem", 3, 16, 3, 2)]);
        long from = 16;
        for (var i = 0; i < Blocks.Length; i++)
        {
            var block = Blocks[i];
            var name = FormattableString.Invariant($"blocks.{i}");
            var act = block.Swishes ? "HardSwish" : "Relu";
            var y = block.Expanded == from ? x : graph.Node(act, [graph.ConvNorm(x, $"{name}.expand", from, block.Expanded, 1)]);
            y = graph.ConvNorm(y, $"{name}.spatial", block.Expanded, block.Expanded, block.Kernel, block.Stride, block.Expanded);
            y = graph.Node(act, [y]);
            if (block.Squeezes) y = Squeeze(graph, y, name, block.Expanded);
            y = graph.ConvNorm(y, $"{name}.project", block.Expanded, block.Width, 1);
            x = block.Stride == 1 && block.Width == from ? graph.Node("Add", [y, x]) : y;
            from = block.Width;
        }

        x = graph.Node("HardSwish", [graph.ConvNorm(x, "head", from, 6 * from, 1)]);
        x = graph.Node("Flatten", [graph.Node("GlobalAveragePool", [x])], ("axis", 1));
        x = graph.Node("HardSwish", [graph.Classifier(x, "classifier.0", 6 * from, 1280)]);
        graph.Output(graph.Classifier(x, "classifier.1", 1280, Classes), ElementType.Float, Network.BatchName, Classes);
        return graph.Build();
    }

    // Channels are weighed by what they hold in the mean.
    private static string Squeeze(GraphBuilder graph, string x, string name, long width)
    {
        var narrow = DivisibleByEight(width / 4.0);
        var weights = graph.Node("GlobalAveragePool", [x]);
        weights = graph.Node("Relu", [graph.Conv(weights, $"{name}.squeeze", width, narrow, [1, 1], [1, 1], [0, 0, 0, 0])]);
        weights = graph.Conv(weights, $"{name}.excite", narrow, width, [1, 1], [1, 1], [0, 0, 0, 0]);
        return graph.Node("Mul", [graph.Node("HardSigmoid", [weights], ("alpha", 1 / 6f), ("beta", 0.5f)), x]);
    }

    private static long DivisibleByEight(double width)
    {
        var near = Math.Max(8, (long)(width + 4) / 8 * 8);
        return near < 0.9 * width ? near + 8 : near;
    }
}
