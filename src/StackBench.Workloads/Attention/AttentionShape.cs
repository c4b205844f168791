using StackBench.Core.Workloads;

namespace StackBench.Workloads.Attention;

/// <summary>Scaled dot-product attention, forward, one batch.</summary>
/// <param name="QueryHeads">Heads of the queries; a multiple of <paramref name="KeyHeads"/>.</param>
/// <param name="Queries">Length of the query; 1 when one token is decoded.</param>
/// <param name="Causal">Query i sees keys 0..i; needs as many queries as keys.</param>
/// <param name="Kernel"><c>flash</c> (fused) or <c>math</c> (matrix products and softmax).</param>
internal sealed record AttentionShape(DataType Type, long QueryHeads, long KeyHeads, long Queries, long Keys, long Dimension, bool Causal, string Kernel)
{
    public string Name
    {
        get
        {
            var heads = QueryHeads == KeyHeads ? FormattableString.Invariant($"h{QueryHeads}") : FormattableString.Invariant($"h{QueryHeads}/{KeyHeads}");
            var kind = IsDecode ? "decode " : "";
            var mask = Causal ? " causal" : "";
            return FormattableString.Invariant($"{Type} {kind}s{Keys} {heads} d{Dimension}{mask} {Kernel}");
        }
    }

    /// <summary>One query against all keys: every key and value is used once by a head, so memory sets the pace.</summary>
    public bool IsDecode => Queries == 1;

    /// <summary>4 H D operations for every pair of a query and a key it sees, softmax not counted; query, key and value read, output written once.</summary>
    public Cost Cost => new(
        Flop: 4.0 * QueryHeads * Dimension * Pairs,
        Bytes: Type.SizeBytes * 2.0 * Dimension * ((QueryHeads * Queries) + (KeyHeads * Keys)));

    private double Pairs => Causal ? Queries * (Queries + 1) / 2.0 : (double)Queries * Keys;

    public Parameters Parameters(int threads) => Core.Workloads.Parameters.Of(
        ("b", 1), ("hq", QueryHeads), ("hkv", KeyHeads), ("sq", Queries), ("sk", Keys), ("d", Dimension), ("causal", Causal),
        ("dtype", Type.Name), ("kernel", Kernel), ("threads", threads));
}
