using System.Text.Json;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>
/// Forward convolution without bias. Input entries are N(0,1), weights N(0, 1/(C R S)).
/// ATen has no variant with a given output: each call makes one.
/// </summary>
internal sealed unsafe class Conv2dCall : ITensorCall
{
    private const string Function = "aoti_torch_cpu_convolution";
    private const int SampledEntries = 128;

    private readonly Owned _owned = new();
    private readonly LibtorchLibrary _library;
    private readonly Conv2dShape _shape;
    private readonly TensorBuffer _input;
    private readonly TensorBuffer _weight;
    private readonly AtenTensor _image;
    private readonly AtenTensor _filter;
    private readonly delegate* unmanaged<
        nint, nint, nint*, long*, long, long*, long, long*, long, int, long*, long, long, nint*, int> _convolve;

    /// <exception cref="UnsupportedException">A parameter is not valid or the build lacks the function.</exception>
    public Conv2dCall(LibtorchLibrary library, JsonElement parameters, SeededNormals random)
    {
        _library = library;
        _shape = Conv2dShape.Read(parameters);
        _convolve = (
            delegate* unmanaged<nint, nint, nint*, long*, long, long*, long, long*, long, int, long*, long, long, nint*, int>)library
            .Export(Function);
        var (n, c, h, w, k, r, s, _, _, type, _) = _shape;
        _input = _owned.Add(new TensorBuffer(type, n * c * h * w).FillNormal(random, 1));
        _weight = _owned.Add(new TensorBuffer(type, k * c * r * s).FillNormal(random, 1 / Math.Sqrt(_shape.Terms)));
        _image = _owned.Add(AtenTensor.Over(library, _input, [n, c, h, w], _shape.Strides(c, h, w)));
        _filter = _owned.Add(AtenTensor.Over(library, _weight, [k, c, r, s], _shape.Strides(c, r, s)));
    }

    public string Operation => "at::convolution (fresh output)";

    public long Bytes => _input.Bytes + _weight.Bytes + FreshBytes!.Value;

    public long? FreshBytes => _shape.N * _shape.K * _shape.P * _shape.Q * _shape.Type.SizeBytes();

    public void Invoke() => _library.Delete(Convolve());

    public ResultCheck Check(SeededNormals random)
    {
        using var output = AtenTensor.Owning(_library, Convolve());
        var (data, strides) = output.View(4);
        var results = new double[SampledEntries];
        var references = new double[SampledEntries];
        for (var i = 0; i < SampledEntries; i++)
        {
            var (n, k, p, q) =
                (random.NextIndex(_shape.N), random.NextIndex(_shape.K), random.NextIndex(_shape.P), random.NextIndex(_shape.Q));
            results[i] = _shape.Type.Read((void*)data, (n * strides[0]) + (k * strides[1]) + (p * strides[2]) + (q * strides[3]));
            references[i] = Conv2dReference.Entry(_input, _weight, _shape, n, k, p, q);
        }

        return ResultCheck.Compare(results, references, typical: 1, _shape.Tolerance);
    }

    public void Dispose() => _owned.Dispose();

    private nint Convolve()
    {
        var stride = stackalloc long[] { _shape.Stride, _shape.Stride };
        var padding = stackalloc long[] { _shape.Pad, _shape.Pad };
        var dilation = stackalloc long[] { 1, 1 };
        var outputPadding = stackalloc long[] { 0, 0 };
        nint output;
        var code = _convolve(_image.Handle, _filter.Handle, null, stride, 2, padding, 2, dilation, 2, 0, outputPadding, 2, 1, &output);
        if (code != 0) _library.Require(code, Function);
        return output;
    }
}
