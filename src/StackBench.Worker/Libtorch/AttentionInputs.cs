namespace StackBench.Worker.Libtorch;

/// <summary>Query, key and value as dense B x H x S x D memory with N(0,1) entries, and the check of what a kernel makes of them.</summary>
internal sealed class AttentionInputs : IDisposable
{
    private const int SampledRows = 64;

    private readonly Owned _owned = new();

    public AttentionInputs(AttentionShape shape, SeededNormals random)
    {
        Shape = shape;
        Query = Make(shape.Hq, shape.Sq);
        Key = Make(shape.Hkv, shape.Sk);
        Value = Make(shape.Hkv, shape.Sk);

        TensorBuffer Make(long heads, long length) =>
            _owned.Add(new TensorBuffer(shape.Type, shape.B * heads * length * shape.D).FillNormal(random, 1));
    }

    public AttentionShape Shape { get; }

    public TensorBuffer Query { get; }

    public TensorBuffer Key { get; }

    public TensorBuffer Value { get; }

    /// <summary>Bytes of the inputs and the output.</summary>
    public long Bytes => (2 * Query.Bytes) + Key.Bytes + Value.Bytes;

    /// <param name="entry">The result at (batch, head, query, element).</param>
    public ResultCheck Check(SeededNormals random, Func<long, long, long, long, double> entry)
    {
        var results = new List<double>();
        var references = new List<double>();
        for (var sample = 0; sample < SampledRows; sample++)
        {
            var (batch, head, i) = (random.NextIndex(Shape.B), random.NextIndex(Shape.Hq), random.NextIndex(Shape.Sq));
            references.AddRange(AttentionReference.Row(Query, Key, Value, Shape, batch, head, i));
            for (long e = 0; e < Shape.D; e++) results.Add(entry(batch, head, i, e));
        }

        var typical = Math.Sqrt(references.Average(reference => reference * reference));
        return ResultCheck.Compare([.. results], [.. references], typical, Shape.Tolerance);
    }

    public void Dispose() => _owned.Dispose();
}
