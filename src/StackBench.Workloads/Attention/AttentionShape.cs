using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Attention;

/// <summary>Scaled dot-product attention, forward, one batch.</summary>
/// <param name="QueryHeads">Heads of the queries; a multiple of <paramref name="KeyHeads"/>.</param>
/// <param name="Queries">Length of the query; 1 when one token is decoded.</param>
/// <param name="Causal">Query i sees keys 0..i; needs as many queries as keys.</param>
/// <param name="Kernel"><c>math</c> (matrix products and softmax), or a fused one: <c>flash</c>, <c>efficient</c>, <c>cudnn</c> and
/// <c>flex</c> of PyTorch, or that of a package.</param>
/// <param name="IsBackward">Gradients of query, key and value alone, without the forward pass.</param>
internal sealed record AttentionShape(
    DataType Type, long QueryHeads, long KeyHeads, long Queries, long Keys, long Dimension, bool Causal, string Kernel, long Batch = 1,
    bool IsBackward = false)
{
    public string Name
    {
        get
        {
            var heads = QueryHeads == KeyHeads
                ? FormattableString.Invariant($"h{QueryHeads}")
                : FormattableString.Invariant($"h{QueryHeads}/{KeyHeads}");
            var kind = IsDecode ? "decode " : "";
            var mask = (Causal ? " causal" : "") + (Window is { } window ? FormattableString.Invariant($" w{window}") : "")
                + (Page is { } page ? FormattableString.Invariant($" p{page}") : "") + (IsBackward ? " backward" : "");
            var batch = Batch == 1 ? "" : FormattableString.Invariant($"b{Batch} ");
            return FormattableString.Invariant($"{Type} {kind}{batch}s{Keys} {heads} d{Dimension}{mask} {Kernel}");
        }
    }

    /// <summary>Keys that a causal query sees at most, its own included; null for all.</summary>
    public long? Window { get; init; }

    /// <summary>Tokens of a page where keys and values lie in pages, as servers keep them; null where they lie in one piece.</summary>
    public long? Page { get; init; }

    /// <summary>One query against all keys: every key and value is used once by a head, so memory sets the pace.</summary>
    public bool IsDecode => Queries == 1;

    /// <summary>
    /// 4 H D operations for every pair of a query and a key it sees, softmax not counted; query, key and value read, output written once.
    /// Backward twice the operations (what a kernel computes anew is not counted, so that kernels compare) and twice the bytes.
    /// Tokens are those of the queries.
    /// </summary>
    public Cost Cost => new(
        Flop: (IsBackward ? 2.0 : 1) * 4 * Batch * QueryHeads * Dimension * Pairs,
        Bytes: (IsBackward ? 2 : 1) * Type.SizeBytes * 2.0 * Batch * Dimension * ((QueryHeads * Queries) + (KeyHeads * Keys)),
        Tokens: Batch * Queries);

    private double Pairs => Causal ? Triangle(Queries) - Triangle(Math.Max(Queries - (Window ?? Queries), 0)) : (double)Queries * Keys;

    public Parameters Parameters
    {
        get
        {
            if (Page is { } page)
                return Core.Workloads.Parameters.Of(
                    ("b", Batch), ("hq", QueryHeads), ("hkv", KeyHeads), ("sk", Keys), ("d", Dimension), ("page", page),
                    ("dtype", Type.Name), ("kernel", Kernel));
            var parameters = Core.Workloads.Parameters.Of(
                ("b", Batch), ("hq", QueryHeads), ("hkv", KeyHeads), ("sq", Queries), ("sk", Keys), ("d", Dimension), ("causal", Causal),
                ("dtype", Type.Name), ("kernel", Kernel));
            if (Window is { } window) parameters = parameters.With("window", window);
            return IsBackward ? parameters.With("pass", "backward") : parameters;
        }
    }

    private static double Triangle(long side) => side * (side + 1) / 2.0;
}
