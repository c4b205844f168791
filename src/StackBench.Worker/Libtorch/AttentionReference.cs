namespace StackBench.Worker.Libtorch;

/// <summary>One row of attention by its definition, with the full softmax in double precision.</summary>
internal static class AttentionReference
{
    /// <summary>The D entries of query <paramref name="i"/> of head <paramref name="head"/>; the tensors are dense B x H x S x D.</summary>
    public static double[] Row(
        TensorBuffer query, TensorBuffer key, TensorBuffer value, AttentionShape shape, long batch, long head, long i)
    {
        var d = shape.D;
        var queryStart = ((((batch * shape.Hq) + head) * shape.Sq) + i) * d;
        var keyStart = ((batch * shape.Hkv) + (head / shape.Group)) * shape.Sk * d;
        var keys = shape.Causal ? i + 1 : shape.Sk;
        var weights = new double[keys];
        for (long j = 0; j < keys; j++)
        {
            var dot = 0.0;
            for (long e = 0; e < d; e++) dot += query[queryStart + e] * key[keyStart + (j * d) + e];
            weights[j] = dot / Math.Sqrt(d);
        }

        var max = weights.Max();
        var sum = 0.0;
        for (long j = 0; j < keys; j++) sum += weights[j] = Math.Exp(weights[j] - max);
        var row = new double[d];
        for (long j = 0; j < keys; j++)
        {
            for (long e = 0; e < d; e++) row[e] += weights[j] / sum * value[keyStart + (j * d) + e];
        }

        return row;
    }
}
