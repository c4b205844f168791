using System.Collections.Immutable;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Networks;

/// <summary>
/// DLRM (Naumov et al. 2019) for the Criteo Kaggle data: 26 tables, products of all pairs of their rows, two networks of layers.
/// </summary>
/// <param name="Rows">Of each table.</param>
/// <param name="Width">Of a row.</param>
internal sealed record Dlrm(string Name, ImmutableArray<long> Rows, long Width)
{
    private const long Numbers = 13;

    private static readonly ImmutableArray<long> Bottom = [512, 256, 64];
    private static readonly ImmutableArray<long> Top = [512, 256, 1];

    public static Network Kaggle { get; } = new Dlrm(
        "dlrm-kaggle",
        [
            1460, 583, 10131227, 2202608, 305, 24, 12517, 633, 3, 93145, 5683, 8351593, 3194, 27, 14992, 5461306, 10, 5652, 2173, 4,
            7046547, 18, 15, 286181, 105, 142572,
        ],
        16).Make();

    private Network Make() => new(
        Name, "user and item",
        new Published(
            540_677_217, 2.0 * ((13 * 512) + (512 * 256) + (256 * 64) + (64 * 16) + (27 * 27 * 16) + (367 * 512) + (512 * 256) + 256),
            "Naumov et al. 2019, section 5 (about 540 million) and run script: rows of width 16, 13-512-256-64-16 and 512-256-1"))
    {
        Usual = Network.Named(("lookups", 1)),
        Small = Network.Named((Network.BatchName, 2), ("lookups", 3)),
        IsDirect = true,
        Pace = Pace.Lookups,
        Graph = Build,
        Relative = (this with { Rows = [.. Rows.Select((_, i) => 10L + i)] }).Build,
    };

    private OnnxGraph Build()
    {
        var graph = new GraphBuilder(Name);
        var dense = graph.Input("dense", ElementType.Float, 0, Network.BatchName, Numbers);
        dense = Perceptron(dense, "bottom", Numbers, [.. Bottom, Width], "Relu");
        var vectors = new List<string> { dense };
        for (var i = 0; i < Rows.Length; i++)
        {
            var chosen = graph.Input($"indices{i}", ElementType.Int64, Rows[i], Network.BatchName, "lookups");
            var rows = graph.Node("Gather", [graph.Random($"tables.{i}.weight", 0.5, Rows[i], Width), chosen], ("axis", 0));
            vectors.Add(graph.Node("ReduceSum", [rows, graph.Integers("axes", 1)], ("keepdims", 0)));
        }

        var count = vectors.Count;
        var row = graph.Node("Concat", [.. vectors], ("axis", 1));
        var stacked = graph.Node("Reshape", [row, graph.Integers("shape.rows", -1, count, Width)]);
        var products = graph.Node("MatMul", [stacked, graph.Node("Transpose", [stacked], ("perm", [0, 2, 1]))]);
        products = graph.Node("Reshape", [products, graph.Integers("shape.products", -1, count * count)]);

        // Each pair once, none with itself.
        var pairs = Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, i).Select(j => ((long)i * count) + j)).ToArray();
        products = graph.Node("Gather", [products, graph.Integers("pairs", pairs)], ("axis", 1));
        var all = graph.Node("Concat", [dense, products], ("axis", 1));
        graph.Output(Perceptron(all, "top", Width + pairs.Length, Top, "Sigmoid"), ElementType.Float, Network.BatchName, 1);
        return graph.Build();

        string Perceptron(string x, string name, long from, ImmutableArray<long> widths, string last)
        {
            for (var i = 0; i < widths.Length; i++)
            {
                x = graph.Classifier(x, FormattableString.Invariant($"{name}.{i}"), from, widths[i]);
                x = graph.Node(i == widths.Length - 1 ? last : "Relu", [x]);
                from = widths[i];
            }

            return x;
        }
    }
}
