using System.Text.Json;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>
/// C = A B into a preallocated C: A is M x K and row-major; B is K x N, row-major (layout nn) or the transposed view of a row-major N x K
/// weight, as a linear layer has it (layout nt). Entries of A are N(0,1), those of B N(0,1/K), so that C is N(0,1);
/// int8 inputs have deviation 32.
/// </summary>
internal sealed unsafe class GemmCall : ITensorCall
{
    private const double IntegerDeviation = 32;
    private const long FullCheckEntries = 4096;
    private const int SampledEntries = 128;

    private readonly Owned _owned = new();
    private readonly LibtorchLibrary _library;
    private readonly GemmShape _shape;
    private readonly TensorBuffer _a;
    private readonly TensorBuffer _b;
    private readonly TensorBuffer _c;
    private readonly AtenTensor _left;
    private readonly AtenTensor _right;
    private readonly AtenTensor _product;
    private readonly string _function;
    private readonly delegate* unmanaged<nint, nint, nint, int> _multiply;

    /// <exception cref="UnsupportedException">A parameter is not valid or the build lacks the function.</exception>
    public GemmCall(LibtorchLibrary library, JsonElement parameters, SeededNormals random)
    {
        _library = library;
        _shape = GemmShape.Read(parameters);
        var (m, n, k, type, transposed) = _shape;
        _function = type == ElementType.Int8 ? "aoti_torch_cpu__int_mm_out" : "aoti_torch_cpu_mm_out";
        _multiply = (delegate* unmanaged<nint, nint, nint, int>)library.Export(_function);
        var (deviationA, deviationB) = type == ElementType.Int8 ? (IntegerDeviation, IntegerDeviation) : (1, 1 / Math.Sqrt(k));
        _a = _owned.Add(new TensorBuffer(type, m * k).FillNormal(random, deviationA));
        _b = _owned.Add(new TensorBuffer(type, k * n).FillNormal(random, deviationB));
        _c = _owned.Add(new TensorBuffer(type == ElementType.Int8 ? ElementType.Int32 : type, m * n).FillUnwritten());
        _left = _owned.Add(AtenTensor.Over(library, _a, m, k));
        _right = _owned.Add(AtenTensor.Over(library, _b, [k, n], transposed ? [1, k] : [n, 1]));
        _product = _owned.Add(AtenTensor.Over(library, _c, m, n));
    }

    public string Operation => _shape.Type == ElementType.Int8 ? "at::_int_mm_out" : "at::mm_out";

    public long Bytes => _a.Bytes + _b.Bytes + _c.Bytes;

    public long? FreshBytes => null;

    public void Invoke()
    {
        var code = _multiply(_product.Handle, _left.Handle, _right.Handle);
        if (code != 0) _library.Require(code, _function);
    }

    public ResultCheck Check(SeededNormals random)
    {
        var entries = _shape.M * _shape.N <= FullCheckEntries
            ? [.. LongRange(_shape.M * _shape.N)]
            : Enumerable.Range(0, SampledEntries).Select(_ => random.NextIndex(_shape.M * _shape.N)).ToArray();
        var results = entries.Select(entry => _c[entry]).ToArray();
        var references = entries.Select(entry => GemmReference.Entry(_a, _b, _shape, entry / _shape.N, entry % _shape.N)).ToArray();
        return ResultCheck.Compare(results, references, typical: 1, _shape.Tolerance);
    }

    public void Dispose() => _owned.Dispose();

    private static IEnumerable<long> LongRange(long count)
    {
        for (long i = 0; i < count; i++) yield return i;
    }
}
