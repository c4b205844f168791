namespace StackBench.Onnx.Graph;

/// <summary>Layers that several networks have, with weights that keep the size of what they multiply.</summary>
internal static class Layers
{
    /// <summary>Convolution without bias and the norm behind it, as networks of images are trained.</summary>
    /// <param name="scale">Of the norm: less than 1 where the result is added to what came before, or sums grow.</param>
    public static string ConvNorm(
        this GraphBuilder graph, string x, string name, long from, long to, long kernel, long stride = 1, long groups = 1, double scale = 1)
    {
        var inputs = from / groups * kernel * kernel;
        var pad = (kernel - 1) / 2;
        var convolved = graph.Node(
            "Conv",
            [x, graph.Random($"{name}.weight", Math.Sqrt(2.0 / inputs), to, from / groups, kernel, kernel)],
            ("kernel_shape", [kernel, kernel]), ("strides", [stride, stride]), ("pads", [pad, pad, pad, pad]), ("group", groups));
        return graph.Node(
            "BatchNormalization",
            [
                convolved, graph.Around($"{name}.norm.weight", scale, 0.1 * scale, to), graph.Random($"{name}.norm.bias", 0.1 * scale, to),
                graph.Fixed($"{name}.norm.running_mean", 0, 0.1, to), graph.Fixed($"{name}.norm.running_var", 1, 0.05, to),
            ],
            ("epsilon", 1e-5f));
    }

    /// <summary>Convolution, with bias unless it is left out.</summary>
    public static string Conv(
        this GraphBuilder graph, string x, string name, long from, long to, long[] kernel, long[] strides, long[] pads, long groups = 1,
        bool hasBias = true)
    {
        var deviation = Math.Sqrt(1.0 / (from / groups * kernel.Aggregate((a, b) => a * b)));
        var weight = graph.Random($"{name}.weight", deviation, [to, from / groups, .. kernel]);
        return graph.Node(
            "Conv", hasBias ? [x, weight, graph.Random($"{name}.bias", 0.1, to)] : [x, weight],
            ("kernel_shape", kernel), ("strides", strides), ("pads", pads), ("group", groups));
    }

    /// <summary>x times its own logistic function (SiLU, swish).</summary>
    public static string Silu(this GraphBuilder graph, string x) => graph.Node("Mul", [x, graph.Node("Sigmoid", [x])]);

    /// <summary>From one place to another along an axis.</summary>
    public static string Slice(this GraphBuilder graph, string x, long begin, long end, long axis) =>
        graph.Node("Slice", [x, graph.Integers("begin", begin), graph.Integers("end", end), graph.Integers("axis", axis)]);

    /// <summary>Rows times a matrix, and a bias where there is one.</summary>
    public static string Linear(this GraphBuilder graph, string x, string name, long from, long to, bool hasBias = true)
    {
        var product = graph.Node("MatMul", [x, graph.Random($"{name}.weight", Math.Sqrt(1.0 / from), from, to)]);
        return hasBias ? graph.Node("Add", [product, graph.Random($"{name}.bias", 0.1, to)]) : product;
    }

    /// <summary>The last layer of a classifier of images: a matrix product of two dimensions.</summary>
    public static string Classifier(this GraphBuilder graph, string x, string name, long from, long to) => graph.Node(
        "Gemm",
        [x, graph.Random($"{name}.weight", Math.Sqrt(1.0 / from), to, from), graph.Random($"{name}.bias", 0.1, to)],
        ("transB", 1));

    public static string LayerNorm(this GraphBuilder graph, string x, string name, long width) => graph.Node(
        "LayerNormalization",
        [x, graph.Around($"{name}.weight", 1, 0.1, width), graph.Random($"{name}.bias", 0.1, width)],
        ("axis", -1), ("epsilon", 1e-5f));

    /// <summary>Attention of all to all: query, key, value, softmax of their products, and the matrix behind it.</summary>
    /// <param name="mask">Added to the scores; null for none.</param>
    /// <param name="hasBias">Of query, key and value.</param>
    /// <param name="context">What keys and values are made of, and its width; null for x itself.</param>
    public static string Attention(
        this GraphBuilder graph, string x, string name, long width, long heads, string? mask = null, bool hasKeyBias = true,
        bool hasBias = true, (string Value, long Width)? context = null)
    {
        var query = Heads("query", (x, width), hasBias, [0, 2, 1, 3]);
        var key = Heads("key", context ?? (x, width), hasBias && hasKeyBias, [0, 2, 3, 1]);
        var value = Heads("value", context ?? (x, width), hasBias, [0, 2, 1, 3]);
        var scores = graph.Node(
            "Mul", [graph.Node("MatMul", [query, key]), graph.Fixed($"{name}.scale", 1 / Math.Sqrt((double)width / heads), 0)]);
        if (mask is not null) scores = graph.Node("Add", [scores, mask]);
        var mixed = graph.Node("MatMul", [graph.Node("Softmax", [scores], ("axis", -1)), value]);
        var rows = graph.Node("Transpose", [mixed], ("perm", [0, 2, 1, 3]));
        return graph.Linear(graph.Node("Reshape", [rows, graph.Integers("shape.rows", 0, 0, width)]), $"{name}.output", width, width);

        string Heads(string part, (string Value, long Width) from, bool isBiased, long[] order)
        {
            var projected = graph.Linear(from.Value, $"{name}.{part}", from.Width, width, isBiased);
            var split = graph.Node("Reshape", [projected, graph.Integers("shape.heads", 0, 0, heads, width / heads)]);
            return graph.Node("Transpose", [split], ("perm", order));
        }
    }

    /// <summary>Two matrices with GELU between them.</summary>
    public static string FeedForward(this GraphBuilder graph, string x, string name, long width, long inner) =>
        graph.Linear(graph.Node("Gelu", [graph.Linear(x, $"{name}.up", width, inner)]), $"{name}.down", inner, width);
}
