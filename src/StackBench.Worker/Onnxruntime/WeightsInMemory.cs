using System.Runtime.InteropServices;
using System.Text;
using StackBench.Onnx.Graph;
using StackBench.Onnx.Writing;

namespace StackBench.Worker.Onnxruntime;

/// <summary>
/// Large weights of a model that is too large for one message: tensors that a session takes in place of a file beside the model. They are
/// kept as long as the session, which may use them where they lie.
/// </summary>
internal sealed unsafe class WeightsInMemory : IDisposable
{
    /// <summary>The file that the model names, which there is none of.</summary>
    public const string FileName = "weights-in-memory";

    private const int Alignment = 64;

    private readonly OrtLibrary _library;
    private readonly Weight[] _weights;
    private readonly nint[] _data;
    private readonly nint[] _values;

    public WeightsInMemory(OrtLibrary library, OnnxGraph graph, long seed)
    {
        (_library, _weights) = (library, [.. OnnxWriter.Outside(graph)]);
        (_data, _values) = (new nint[_weights.Length], new nint[_weights.Length]);
        try
        {
            for (var i = 0; i < _weights.Length; i++)
                _data[i] = (nint)NativeMemory.AlignedAlloc((nuint)_weights[i].Bytes, Alignment);
            Parallel.For(0, _weights.Length, i => OnnxWriter.Fill(_weights[i], seed, Bytes(i)));
            for (var i = 0; i < _weights.Length; i++)
                _values[i] = OrtTensors.Over(library, _weights[i].Type, [.. _weights[i].Shape], Bytes(i));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Makes sessions of these options take the weights.</summary>
    /// <exception cref="OrtException">The library refuses them.</exception>
    public void AddTo(nint options)
    {
        var names = _weights.Select(weight => Encoding.UTF8.GetBytes(weight.Name + '\0')).ToArray();
        var pins = names.Select(name => GCHandle.Alloc(name, GCHandleType.Pinned)).ToArray();
        try
        {
            nint[] pointers = [.. pins.Select(pin => pin.AddrOfPinnedObject())];
            fixed (nint* name = pointers, value = _values)
                _library.Require(((delegate* unmanaged<nint, byte**, nint*, nuint, nint>)_library[OrtFunction.AddExternalInitializers])(
                    options, (byte**)name, value, (nuint)_values.Length));
        }
        finally
        {
            foreach (var pin in pins) pin.Free();
        }
    }

    public void Dispose()
    {
        foreach (var value in _values) _library.Release(OrtFunction.ReleaseValue, value);
        foreach (var data in _data) NativeMemory.AlignedFree((void*)data);
        Array.Clear(_values);
        Array.Clear(_data);
    }

    private Span<byte> Bytes(int index) => new((void*)_data[index], checked((int)_weights[index].Bytes));
}
