using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>
/// ATen's composition of matrix products and softmax, called through the dispatcher; each call makes a fresh output.
/// With grouped heads it is given keys and values copied for every query head before the timing.
/// </summary>
internal sealed unsafe class MathAttentionCall : ITensorCall
{
    private const string Function = "_scaled_dot_product_attention_math";
    private const ulong AbiVersion = 0x020A_0000_0000_0000; // 2.10, whose conventions are followed here

    private readonly Owned _owned = new();
    private readonly LibtorchLibrary _library;
    private readonly AttentionInputs _inputs;
    private readonly AtenTensor _query;
    private readonly AtenTensor _key;
    private readonly AtenTensor _value;
    private readonly delegate* unmanaged<nint, nint*, int> _share;
    private readonly delegate* unmanaged<byte*, byte*, ulong*, ulong, int> _dispatch;

    /// <exception cref="UnsupportedException">The build lacks the function.</exception>
    public MathAttentionCall(LibtorchLibrary library, AttentionInputs inputs)
    {
        _library = library;
        _inputs = inputs;
        _share = (delegate* unmanaged<nint, nint*, int>)library.Export("aoti_torch_new_tensor_handle");
        _dispatch = (delegate* unmanaged<byte*, byte*, ulong*, ulong, int>)library.Export("torch_call_dispatcher");
        var shape = inputs.Shape;
        _query = _owned.Add(AtenTensor.Over(library, inputs.Query, shape.B, shape.Hq, shape.Sq, shape.D));
        _key = _owned.Add(AtenTensor.Over(library, ForEveryQueryHead(inputs.Key), shape.B, shape.Hq, shape.Sk, shape.D));
        _value = _owned.Add(AtenTensor.Over(library, ForEveryQueryHead(inputs.Value), shape.B, shape.Hq, shape.Sk, shape.D));
    }

    public string Operation => _inputs.Shape.Group == 1
        ? "at::_scaled_dot_product_attention_math (fresh output)"
        : "at::_scaled_dot_product_attention_math (fresh output; keys and values copied for every query head beforehand)";

    public long Bytes =>
        _inputs.Shape.Group == 1 ? _inputs.Bytes : _inputs.Bytes + (_inputs.Shape.Group * (_inputs.Key.Bytes + _inputs.Value.Bytes));

    public long? FreshBytes => _inputs.Query.Bytes;

    public void Invoke() => _library.Delete(Attend());

    public ResultCheck Check(SeededNormals random)
    {
        using var output = AtenTensor.Owning(_library, Attend());
        var (data, strides) = output.View(4);
        var type = _inputs.Shape.Type;
        return _inputs.Check(random, (batch, head, i, e) =>
            type.Read((void*)data, (batch * strides[0]) + (head * strides[1]) + (i * strides[2]) + (e * strides[3])));
    }

    public void Dispose()
    {
        _owned.Dispose();
        _inputs.Dispose();
    }

    private TensorBuffer ForEveryQueryHead(TensorBuffer buffer)
    {
        var shape = _inputs.Shape;
        if (shape.Group == 1) return buffer;
        var expanded = _owned.Add(new TensorBuffer(buffer.Type, buffer.Count * shape.Group));
        var matrixBytes = shape.Sk * shape.D * buffer.Type.SizeBytes();
        for (long head = 0; head < shape.B * shape.Hq; head++)
        {
            var from = (byte*)buffer.Data + (head / shape.Group * matrixBytes);
            Buffer.MemoryCopy(from, (byte*)expanded.Data + (head * matrixBytes), matrixBytes, matrixBytes);
        }

        return expanded;
    }

    // (query, key, value, attn_mask?, dropout_p, is_causal, dropout_mask?, scale?, enable_gqa) -> (output, weights); the
    // dispatcher takes over the handles.
    private nint Attend()
    {
        var stack = stackalloc ulong[] { Share(_query), Share(_key), Share(_value), 0, 0, _inputs.Shape.Causal ? 1ul : 0, 0, 0, 0 };
        int code;
        fixed (byte* name = "aten::_scaled_dot_product_attention_math"u8, overload = "\0"u8)
            code = _dispatch(name, overload, stack, AbiVersion);
        if (code != 0) _library.Require(code, Function);
        _library.Delete((nint)stack[1]);
        return (nint)stack[0];
    }

    private ulong Share(AtenTensor tensor)
    {
        nint shared;
        _library.Require(_share(tensor.Handle, &shared), "aoti_torch_new_tensor_handle");
        return (ulong)shared;
    }
}
