using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>
/// The fused kernel for CPUs; each call makes a fresh output. The kernel knows no groups of heads but takes any strides: with grouped
/// heads, each key head becomes a batch of its own, whose query heads read the same keys and values through stride 0. Nothing is copied.
/// </summary>
internal sealed unsafe class FlashAttentionCall : ITensorCall
{
    private const string Function = "aoti_torch_cpu__scaled_dot_product_flash_attention_for_cpu";

    private readonly Owned _owned = new();
    private readonly LibtorchLibrary _library;
    private readonly AttentionInputs _inputs;
    private readonly AtenTensor _query;
    private readonly AtenTensor _key;
    private readonly AtenTensor _value;
    private readonly delegate* unmanaged<nint, nint, nint, double, int, nint*, double*, nint*, nint*, int> _attend;

    /// <exception cref="UnsupportedException">The build lacks the function.</exception>
    public FlashAttentionCall(LibtorchLibrary library, AttentionInputs inputs)
    {
        _library = library;
        _inputs = inputs;
        _attend = (delegate* unmanaged<nint, nint, nint, double, int, nint*, double*, nint*, nint*, int>)library.Export(Function);
        var shape = inputs.Shape;
        _query = View(inputs.Query, shape.Sq, shared: false);
        _key = View(inputs.Key, shape.Sk, shared: true);
        _value = View(inputs.Value, shape.Sk, shared: true);

        AtenTensor View(TensorBuffer buffer, long length, bool shared)
        {
            var matrix = length * shape.D;
            var heads = shape.Group == 1 ? shape.Hq : shape.Group;
            var batches = shape.B * shape.Hq / heads;
            var copies = shared ? 1 : heads;
            long[] strides = shape.Group == 1 ? [heads * matrix, matrix, shape.D, 1] : [copies * matrix, shared ? 0 : matrix, shape.D, 1];
            return _owned.Add(AtenTensor.Over(library, buffer, [batches, heads, length, shape.D], strides));
        }
    }

    public string Operation => _inputs.Shape.Group == 1
        ? "at::_scaled_dot_product_flash_attention_for_cpu (fresh output)"
        : "at::_scaled_dot_product_flash_attention_for_cpu (fresh output; grouped heads read shared keys through stride 0)";

    public long Bytes => _inputs.Bytes;

    public long? FreshBytes => _inputs.Query.Bytes;

    public void Invoke() => _library.Delete(Attend());

    public ResultCheck Check(SeededNormals random)
    {
        using var output = AtenTensor.Owning(_library, Attend());
        var shape = _inputs.Shape;
        var (data, strides) = output.View(4);
        return _inputs.Check(random, (batch, head, i, e) =>
        {
            var (outer, inner) = shape.Group == 1 ? (batch, head) : ((batch * shape.Hkv) + (head / shape.Group), head % shape.Group);
            return shape.Type.Read((void*)data, (outer * strides[0]) + (inner * strides[1]) + (i * strides[2]) + (e * strides[3]));
        });
    }

    public void Dispose()
    {
        _owned.Dispose();
        _inputs.Dispose();
    }

    private nint Attend()
    {
        nint output, logSumExp;
        var code = _attend(_query.Handle, _key.Handle, _value.Handle, 0, _inputs.Shape.Causal ? 1 : 0, null, null, &output, &logSumExp);
        if (code != 0) _library.Require(code, Function);
        _library.Delete(logSumExp);
        return output;
    }
}
