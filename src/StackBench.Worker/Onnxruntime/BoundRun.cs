using System.Runtime.InteropServices;
using System.Text;

namespace StackBench.Worker.Onnxruntime;

/// <summary>
/// A session with its inputs in place: a call is one run of the model. Outputs are made by the first run and written into by those after,
/// as a program does that runs a model again and again. In the memory of a GPU inputs are put once, and outputs stay there.
/// </summary>
internal sealed unsafe class BoundRun : IDisposable
{
    private readonly OrtLibrary _library;
    private readonly OrtSession _session;
    private readonly nint[] _data;
    private readonly nint* _inputs;
    private readonly nint* _outputs;
    private readonly byte** _inputNames;
    private readonly byte** _outputNames;
    private nint _binding;
    private nint _memory;

    public BoundRun(OrtLibrary library, OrtSession session, IReadOnlyList<ModelInput> inputs)
    {
        (_library, _session, _data) = (library, session, new nint[inputs.Count]);
        _inputs = (nint*)NativeMemory.AllocZeroed((nuint)inputs.Count, (nuint)sizeof(nint));
        _outputs = (nint*)NativeMemory.AllocZeroed((nuint)session.Outputs.Count, (nuint)sizeof(nint));
        _inputNames = Names(inputs.Select(input => input.Name));
        _outputNames = Names(session.Outputs);
        for (var i = 0; i < inputs.Count; i++) _inputs[i] = Bind(inputs[i], out _data[i]);
    }

    /// <summary>Held for the inputs.</summary>
    public long Bytes { get; private set; }

    /// <exception cref="OrtException">The run failed.</exception>
    public void Invoke()
    {
        var status = _binding == 0 ? _session.Run(_inputNames, _inputs, _outputNames, _outputs) : _session.Run(_binding);
        if (status != 0) _library.Require(status);
    }

    /// <summary>Puts the inputs where the first nodes read them, and keeps outputs in the memory of a device.</summary>
    /// <param name="memory">What the library calls that memory.</param>
    /// <exception cref="OrtException">The library has no such memory.</exception>
    public void BindTo(string memory)
    {
        Unbind();
        const int deviceAllocator = 0, firstDevice = 0, usualMemory = 0;
        nint information;
        fixed (byte* name = Encoding.UTF8.GetBytes(memory + '\0'))
            _library.Require(((delegate* unmanaged<byte*, int, int, int, nint*, nint>)_library[OrtFunction.CreateMemoryInfo])(
                name, deviceAllocator, firstDevice, usualMemory, &information));
        _memory = information;
        _binding = _session.CreateBinding();
        for (var i = 0; i < _data.Length; i++)
            _library.Require(((delegate* unmanaged<nint, byte*, nint, nint>)_library[OrtFunction.BindInput])(
                _binding, _inputNames[i], _inputs[i]));
        for (var i = 0; i < _session.Outputs.Count; i++)
            _library.Require(((delegate* unmanaged<nint, byte*, nint, nint>)_library[OrtFunction.BindOutputToDevice])(
                _binding, _outputNames[i], _memory));
    }

    /// <summary>What the last run computed that was not bound; null for an output that is no tensor of floats.</summary>
    public IReadOnlyList<double[]?> Results()
    {
        var results = new double[]?[_session.Outputs.Count];
        for (var i = 0; i < results.Length; i++) results[i] = OrtTensors.Floats(_library, _outputs[i]);
        return results;
    }

    public void Dispose()
    {
        Unbind();
        for (var i = 0; i < _data.Length; i++)
        {
            _library.Release(OrtFunction.ReleaseValue, _inputs[i]);
            NativeMemory.AlignedFree((void*)_data[i]);
            NativeMemory.Free(_inputNames[i]);
        }

        for (var i = 0; i < _session.Outputs.Count; i++)
        {
            _library.Release(OrtFunction.ReleaseValue, _outputs[i]);
            NativeMemory.Free(_outputNames[i]);
        }

        NativeMemory.Free(_inputs);
        NativeMemory.Free(_outputs);
        NativeMemory.Free(_inputNames);
        NativeMemory.Free(_outputNames);
    }

    private void Unbind()
    {
        _library.Release(OrtFunction.ReleaseIoBinding, _binding);
        _library.Release(OrtFunction.ReleaseMemoryInfo, _memory);
        (_binding, _memory) = (0, 0);
    }

    private static byte** Names(IEnumerable<string> names)
    {
        byte[][] texts = [.. names.Select(name => Encoding.UTF8.GetBytes(name + '\0'))];
        var pointers = (byte**)NativeMemory.Alloc((nuint)texts.Length, (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Length; i++)
        {
            pointers[i] = (byte*)NativeMemory.Alloc((nuint)texts[i].Length);
            texts[i].CopyTo(new Span<byte>(pointers[i], texts[i].Length));
        }

        return pointers;
    }

    private nint Bind(ModelInput input, out nint data)
    {
        const int alignment = 64;
        var bytes = input.ToBytes();
        data = (nint)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes.Length, 1), alignment);
        var memory = new Span<byte>((void*)data, bytes.Length);
        bytes.CopyTo(memory);
        Bytes += bytes.Length;
        return OrtTensors.Over(_library, input.Type, input.Shape, memory);
    }
}
