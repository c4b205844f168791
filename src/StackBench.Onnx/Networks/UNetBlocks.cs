using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Networks;

/// <summary>What a U-Net of diffusion is made of: residual blocks that know the step, and attention to the image and to the text.</summary>
/// <param name="Time">The step, batch x <paramref name="TimeWidth"/>.</param>
/// <param name="Text">The text, batch x tokens x <paramref name="TextWidth"/>.</param>
internal sealed record UNetBlocks(
    GraphBuilder Graph, string Time, long TimeWidth, string Text, long TextWidth, long Heads, long Groups)
{
    public string Block(string x, string name, long from, long to, long size, bool hasAttention)
    {
        x = Residual(x, name, from, to, size);
        return hasAttention ? Transformer(x, $"{name}.attention", to, size) : x;
    }

    public string Conv(string x, string name, long from, long to) => Graph.Conv(x, name, from, to, [3, 3], [1, 1], [1, 1, 1, 1]);

    /// <summary>As exporters write it for operator sets before 21: channels of a group in a row, then each scaled and shifted.</summary>
    public string GroupNorm(string x, string name, long width, long size, float epsilon)
    {
        var grouped = Graph.Node("Reshape", [x, Graph.Integers("shape.groups", 0, Groups, -1)]);
        var normed = Graph.Node(
            "InstanceNormalization", [grouped, Graph.Once("ones", 1, Groups), Graph.Once("zeros", 0, Groups)], ("epsilon", epsilon));
        var image = Graph.Node("Reshape", [normed, Graph.Integers("shape.image", 0, width, size, size)]);
        var scaled = Graph.Node("Mul", [image, Graph.Around($"{name}.weight", 1, 0.1, width, 1, 1)]);
        return Graph.Node("Add", [scaled, Graph.Random($"{name}.bias", 0.1, width, 1, 1)]);
    }

    private string Residual(string x, string name, long from, long to, long size)
    {
        const float epsilon = 1e-5f;
        var y = Conv(Graph.Silu(GroupNorm(x, $"{name}.norm0", from, size, epsilon)), $"{name}.conv0", from, to);
        var time = Graph.Node("Unsqueeze", [Graph.Linear(Time, $"{name}.time", TimeWidth, to), Graph.Integers("axes", 2, 3)]);
        y = Graph.Node("Add", [y, time]);
        y = Conv(Graph.Silu(GroupNorm(y, $"{name}.norm1", to, size, epsilon)), $"{name}.conv1", to, to);
        return Graph.Node("Add", [y, from == to ? x : Point(x, $"{name}.shortcut", from, to)]);
    }

    private string Transformer(string x, string name, long width, long size)
    {
        var y = Point(GroupNorm(x, $"{name}.norm", width, size, 1e-6f), $"{name}.in", width, width);
        y = Graph.Node("Reshape", [y, Graph.Integers("shape.rows", 0, width, size * size)]);
        y = Graph.Node("Transpose", [y], ("perm", [0, 2, 1]));
        var normed = Graph.LayerNorm(y, $"{name}.norm0", width);
        y = Graph.Node("Add", [Graph.Attention(normed, $"{name}.self", width, Heads, hasBias: false), y]);
        normed = Graph.LayerNorm(y, $"{name}.norm1", width);
        y = Graph.Node(
            "Add", [Graph.Attention(normed, $"{name}.cross", width, Heads, hasBias: false, context: (Text, TextWidth)), y]);
        y = Graph.Node("Add", [Gated(Graph.LayerNorm(y, $"{name}.norm2", width), name, width), y]);
        y = Graph.Node("Transpose", [y], ("perm", [0, 2, 1]));
        y = Graph.Node("Reshape", [y, Graph.Integers("shape.image", 0, width, size, size)]);
        return Graph.Node("Add", [Point(y, $"{name}.out", width, width), x]);
    }

    // One half of what is expanded weighs the other (GEGLU).
    private string Gated(string x, string name, long width)
    {
        var inner = 4 * width;
        var up = Graph.Linear(x, $"{name}.up", width, 2 * inner);
        var gate = Graph.Node("Gelu", [Graph.Slice(up, inner, 2 * inner, 2)]);
        return Graph.Linear(Graph.Node("Mul", [Graph.Slice(up, 0, inner, 2), gate]), $"{name}.down", inner, width);
    }

    private string Point(string x, string name, long from, long to) => Graph.Conv(x, name, from, to, [1, 1], [1, 1], [0, 0, 0, 0]);
}
