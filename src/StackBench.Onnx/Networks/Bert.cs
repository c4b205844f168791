using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Networks;

/// <summary>BERT (Devlin et al. 2018): embeddings, encoder and pooler, without a head for a task.</summary>
internal sealed record Bert(string Name, long Layers, long Width, long Heads, long Vocabulary, long Positions)
{
    private const long Tokens = 128;
    private const string FlopSource =
        "; operations: 24 s l h^2 (1 + s/(6 h)) of Narayanan et al. 2021 for 128 tokens, and 2 h^2 of the pooler";

    public static Network Base { get; } = new Bert("bert-base", 12, 768, 12, 30522, 512).Make(
        109_482_240, "Hugging Face, bert-base-uncased: BertModel");

    public static Network Large { get; } = new Bert("bert-large", 24, 1024, 16, 30522, 512).Make(
        335_141_888, "Hugging Face, bert-large-uncased: BertModel");

    private Network Make(long parameters, string source) => new(
        Name, "sequence of 128 tokens", new Published(
            parameters, (24.0 * Tokens * Layers * Width * Width * (1 + (Tokens / (6.0 * Width)))) + (2.0 * Width * Width),
            source + FlopSource))
    {
        Usual = Network.Named(("sequence", Tokens)),
        Small = Network.Named((Network.BatchName, 2), ("sequence", 11)),
        IsDirect = true,
        Graph = Build,
        Relative = (this with { Layers = 2, Width = 64 * 3, Heads = 3, Vocabulary = 1000, Positions = 64 }).Build,
    };

    private OnnxGraph Build()
    {
        var graph = new GraphBuilder(Name);
        var ids = graph.Input("input_ids", ElementType.Int64, Vocabulary, Network.BatchName, "sequence");
        var mask = graph.Input("attention_mask", ElementType.Int64, 2, Network.BatchName, "sequence");
        var segments = graph.Input("token_type_ids", ElementType.Int64, 2, Network.BatchName, "sequence");
        var x = graph.Node("Add", [Embedding("words", ids, Vocabulary), Embedding("segments", segments, 2)]);
        x = graph.LayerNorm(graph.Node("Add", [x, PositionsOf(ids)]), "embeddings.norm", Width);
        var scores = Scores(graph, mask);
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = FormattableString.Invariant($"layers.{layer}");
            var attended = graph.Attention(x, $"{name}.attention", Width, Heads, scores);
            x = graph.LayerNorm(graph.Node("Add", [attended, x]), $"{name}.attention.norm", Width);
            x = graph.LayerNorm(
                graph.Node("Add", [graph.FeedForward(x, name, Width, 4 * Width), x]), $"{name}.norm", Width);
        }

        graph.Output(x, ElementType.Float, Network.BatchName, "sequence", Width);
        var first = graph.Node("Gather", [x, First(graph)], ("axis", 1));
        var row = graph.Node("Reshape", [first, graph.Integers("shape.pooled", 0, Width)]);
        graph.Output(graph.Node("Tanh", [graph.Linear(row, "pooler", Width, Width)]), ElementType.Float, Network.BatchName, Width);
        return graph.Build();

        string Embedding(string table, string rows, long count) =>
            graph.Node("Gather", [graph.Random($"embeddings.{table}.weight", 0.5, count, Width), rows], ("axis", 0));

        // As many rows of the table of places as the sequence has tokens.
        string PositionsOf(string tokens) => graph.Node(
            "Slice",
            [
                graph.Random("embeddings.positions.weight", 0.5, Positions, Width), graph.Integers("zero", 0),
                graph.Node("Shape", [tokens], ("start", 1), ("end", 2)), graph.Integers("zero", 0),
            ]);
    }

    private static string First(GraphBuilder graph) => graph.Integers("zero", 0);

    // What is masked gets a score that its exponential makes nothing of.
    private static string Scores(GraphBuilder graph, string mask)
    {
        var number = graph.Node("Cast", [mask], ("to", (long)ElementType.Float));
        var hidden = graph.Node("Sub", [graph.Fixed("one", 1, 0), number]);
        var scores = graph.Node("Mul", [hidden, graph.Fixed("hidden", -10000, 0)]);
        return graph.Node("Unsqueeze", [scores, graph.Integers("axes", 1, 2)]);
    }
}
