using System.Collections.Immutable;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Networks;

/// <summary>
/// One decoder layer of Llama 2 (Touvron et al. 2023) with the keys and values of what came before: a prompt, or one token.
/// </summary>
internal sealed record LlamaBlock(string Name, long Width, long Inner, long Heads, long Positions)
{
    private const long Prompt = 128;
    private const long Known = 512;

    public static Network Prefill { get; } = new LlamaBlock("llama2-7b-block-prefill", 4096, 11008, 32, 4096).Make(
        "prompt of 128 tokens", Prompt, 0, Pace.Compute);

    public static Network Decode { get; } = new LlamaBlock("llama2-7b-block-decode", 4096, 11008, 32, 4096).Make(
        "token after 512", 1, Known, Pace.Memory);

    // Published for the whole model: 6,738,415,616, of which 2 x 32000 x 4096 + 4096 are in no layer, and 32 layers.
    private Network Make(string unit, long tokens, long past, Pace pace) => new(
        Name, unit,
        new Published(
            (6_738_415_616 - (2 * 32000 * 4096) - 4096) / 32,
            tokens * ((2.0 * ((4 * Width * Width) + (3 * Width * Inner))) + (4.0 * Width * (past + tokens))),
            "Hugging Face, Llama-2-7b-hf: a layer's share of its parameters; operations from its shapes"))
    {
        Usual = Network.Named(("sequence", tokens), ("past", past)),
        Small = Network.Named((Network.BatchName, 2), ("sequence", tokens == 1 ? 1 : 5), ("past", past == 0 ? 0 : 7)),
        IsDirect = true,
        Pace = pace,
        Graph = Build,
        Relative = (this with { Width = 192, Inner = 512, Heads = 3, Positions = 64 }).Build,
    };

    private OnnxGraph Build()
    {
        var (graph, size) = (new GraphBuilder(Name), Width / Heads);
        var x = graph.Input("hidden_states", ElementType.Float, 0, Network.BatchName, "sequence", Width);
        ImmutableArray<Dimension> cache = [Network.BatchName, Heads, "past", size];
        var pastKeys = graph.Input("past_key", ElementType.Float, 0, [.. cache]);
        var pastValues = graph.Input("past_value", ElementType.Float, 0, [.. cache]);
        var normed = RootMeanSquareNorm(graph, x, "norm0");
        var (query, key, value) = (Split("query"), Split("key"), Split("value"));

        // Places of the new tokens: from the number of known ones to the number of all.
        var values = graph.Node("Concat", [pastValues, value], ("axis", 2));
        var first = graph.Node("Shape", [pastKeys], ("start", 2), ("end", 3));
        var end = graph.Node("Shape", [values], ("start", 2), ("end", 3));
        var (cosines, sines) = (Turns("rope.cos"), Turns("rope.sin"));
        var keys = graph.Node("Concat", [pastKeys, Turned(key)], ("axis", 2));
        var scores = graph.Node("MatMul", [Turned(query), graph.Node("Transpose", [keys], ("perm", [0, 1, 3, 2]))]);
        scores = graph.Node("Mul", [scores, graph.Fixed("attention.scale", 1 / Math.Sqrt(size), 0)]);
        scores = graph.Node("Add", [scores, LaterOnes(graph, first, end)]);
        var mixed = graph.Node("MatMul", [graph.Node("Softmax", [scores], ("axis", -1)), values]);
        mixed = graph.Node("Transpose", [mixed], ("perm", [0, 2, 1, 3]));
        mixed = graph.Node("Reshape", [mixed, graph.Integers("shape.rows", 0, 0, Width)]);
        x = graph.Node("Add", [graph.Linear(mixed, "attention.output", Width, Width, hasBias: false), x]);
        normed = RootMeanSquareNorm(graph, x, "norm1");
        var gate = graph.Silu(graph.Linear(normed, "gate", Width, Inner, hasBias: false));
        var inner = graph.Node("Mul", [gate, graph.Linear(normed, "up", Width, Inner, hasBias: false)]);
        x = graph.Node("Add", [graph.Linear(inner, "down", Inner, Width, hasBias: false), x]);
        graph.Output(x, ElementType.Float, Network.BatchName, "sequence", Width);
        foreach (var present in (string[])[keys, values]) graph.Output(present, ElementType.Float, Network.BatchName, Heads, "all", size);
        return graph.Build();

        string Split(string part)
        {
            var rows = graph.Linear(normed, $"attention.{part}", Width, Width, hasBias: false);
            var split = graph.Node("Reshape", [rows, graph.Integers("shape.heads", 0, 0, Heads, size)]);
            return graph.Node("Transpose", [split], ("perm", [0, 2, 1, 3]));
        }

        string Turns(string table) => graph.Node(
            "Slice", [graph.Fixed(table, 0, 0.7, Positions, size), first, end, graph.Integers("axis", 0)]);

        // Pairs of elements turned by an angle of their place (Su et al. 2021), each element with the one half a row away.
        string Turned(string rows)
        {
            var half = size / 2;
            var other = graph.Node("Neg", [graph.Slice(rows, half, size, 3)]);
            var swapped = graph.Node("Concat", [other, graph.Slice(rows, 0, half, 3)], ("axis", -1));
            return graph.Node("Add", [graph.Node("Mul", [rows, cosines]), graph.Node("Mul", [swapped, sines])]);
        }
    }

    // Without centring (Zhang and Sennrich 2019), as exporters write it for operator sets before 23.
    private string RootMeanSquareNorm(GraphBuilder graph, string x, string name)
    {
        var squares = graph.Node("Pow", [x, graph.Once("two", 2)]);
        var mean = graph.Node("ReduceMean", [squares, graph.Integers("last", -1)], ("keepdims", 1));
        var root = graph.Node("Sqrt", [graph.Node("Add", [mean, graph.Once("epsilon", 1e-5)])]);
        return graph.Node("Mul", [graph.Around($"{name}.weight", 1, 0.1, Width), graph.Node("Div", [x, root])]);
    }

    // Added to scores: a token does not see those after it.
    private string LaterOnes(GraphBuilder graph, string first, string end)
    {
        var places = graph.Integers("places", [.. Enumerable.Range(0, (int)Positions).Select(place => (long)place)]);
        var own = graph.Node("Unsqueeze", [Numbers(first), graph.Integers("axes", 1)]);
        var ahead = graph.Node("Relu", [graph.Node("Sub", [Numbers(graph.Integers("begin", 0)), own])]);
        return graph.Node("Mul", [ahead, graph.Fixed("hidden", -10000, 0)]);

        string Numbers(string begin) => graph.Node(
            "Cast", [graph.Node("Slice", [places, begin, end, graph.Integers("axis", 0)])], ("to", (long)ElementType.Float));
    }
}
