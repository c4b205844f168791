using System.Text;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Onnxruntime;

/// <summary>A model that is loaded and ready to run, with the profiler on until <see cref="EndProfiling"/>.</summary>
internal sealed unsafe class OrtSession : IDisposable
{
    private readonly OrtLibrary _library;
    private WeightsInMemory? _weights;
    private nint _session;

    private OrtSession(OrtLibrary library, nint session, WeightsInMemory? weights)
    {
        (_library, _session) = (library, session);
        try
        {
            Inputs = [.. Enumerable.Range(0, Count(OrtFunction.SessionGetInputCount)).Select(Describe)];
            Outputs =
                [.. Enumerable.Range(0, Count(OrtFunction.SessionGetOutputCount)).Select(i => Name(OrtFunction.SessionGetOutputName, i))];
            // Only a session that is whole owns them: the caller keeps those of one that is not.
            _weights = weights;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<SessionInput> Inputs { get; }

    public IReadOnlyList<string> Outputs { get; }

    /// <param name="weights">Those that lie outside the model, which become the session's own; null where all are inside.</param>
    /// <exception cref="OrtException">The model cannot be loaded.</exception>
    public static OrtSession Of(
        OrtLibrary library, byte[] model, SessionSettings settings, string profile, WeightsInMemory? weights = null)
    {
        fixed (byte* bytes = model)
        {
            var start = bytes;
            return Create(library, settings, profile, weights, (options, session) =>
                ((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)library[OrtFunction.CreateSessionFromArray])(
                    library.Environment, start, (nuint)model.LongLength, options, (nint*)session));
        }
    }

    /// <exception cref="OrtException">The model cannot be loaded.</exception>
    public static OrtSession Of(OrtLibrary library, string path, SessionSettings settings, string profile)
    {
        fixed (byte* name = SystemPath(path))
        {
            var start = name;
            return Create(library, settings, profile, null, (options, session) =>
                ((delegate* unmanaged<nint, void*, nint, nint*, nint>)library[OrtFunction.CreateSession])(
                    library.Environment, start, options, (nint*)session));
        }
    }

    /// <summary>Ends the profiler and gives what it saw, as JSON.</summary>
    public string EndProfiling()
    {
        byte* path;
        _library.Require(((delegate* unmanaged<nint, nint, byte**, nint>)_library[OrtFunction.SessionEndProfiling])(
            _session, _library.Allocator, &path));
        var file = _library.Take(path);
        try
        {
            var text = File.ReadAllText(file);
            File.Delete(file);
            return text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnsupportedException("ONNX Runtime could not write its profile into the folder for temporary files",
                "set TMPDIR to a folder that can be written");
        }
    }

    /// <summary>A run with inputs and outputs that are bound.</summary>
    public nint Run(nint binding) =>
        ((delegate* unmanaged<nint, nint, nint, nint>)_library[OrtFunction.RunWithBinding])(_session, 0, binding);

    /// <summary>A place for inputs and outputs to be bound to.</summary>
    /// <exception cref="OrtException">The library refuses it.</exception>
    public nint CreateBinding()
    {
        nint binding;
        _library.Require(((delegate* unmanaged<nint, nint*, nint>)_library[OrtFunction.CreateIoBinding])(_session, &binding));
        return binding;
    }

    /// <summary>A run with these inputs; outputs that are 0 are made by it, the others are written into.</summary>
    public nint Run(byte** inputNames, nint* inputs, byte** outputNames, nint* outputs) =>
        ((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)_library[OrtFunction.Run])(
            _session, 0, inputNames, inputs, (nuint)Inputs.Count, outputNames, (nuint)Outputs.Count, outputs);

    public void Dispose()
    {
        _library.Release(OrtFunction.ReleaseSession, _session);
        _session = 0;
        _weights?.Dispose();
        _weights = null;
    }

    private static OrtSession Create(
        OrtLibrary library, SessionSettings settings, string profile, WeightsInMemory? weights, Func<nint, nint, nint> create)
    {
        nint options, session = 0;
        library.Require(((delegate* unmanaged<nint*, nint>)library[OrtFunction.CreateSessionOptions])(&options));
        try
        {
            Set(library, options, OrtFunction.SetIntraOpNumThreads, settings.Threads);
            Set(library, options, OrtFunction.SetInterOpNumThreads, 1);
            Set(library, options, OrtFunction.SetSessionGraphOptimizationLevel, settings.OptimizationLevel);
            if (!settings.HasArena)
                library.Require(((delegate* unmanaged<nint, nint>)library[OrtFunction.DisableCpuMemArena])(options));
            if (settings.Provider is { } provider) ProviderSetup.Add(library, options, provider, settings.HasArena);
            fixed (byte* prefix = SystemPath(profile))
                library.Require(((delegate* unmanaged<nint, byte*, nint>)library[OrtFunction.EnableProfiling])(options, prefix));
            weights?.AddTo(options);
            library.Require(create(options, (nint)(&session)));
            return new OrtSession(library, session, weights);
        }
        finally
        {
            library.Release(OrtFunction.ReleaseSessionOptions, options);
        }
    }

    private static void Set(OrtLibrary library, nint options, OrtFunction function, int value) =>
        library.Require(((delegate* unmanaged<nint, int, nint>)library[function])(options, value));

    // Paths have two bytes a character on Windows.
    private static byte[] SystemPath(string path) =>
        (OperatingSystem.IsWindows() ? Encoding.Unicode : Encoding.UTF8).GetBytes(path + '\0');

    private int Count(OrtFunction function)
    {
        nuint count;
        _library.Require(((delegate* unmanaged<nint, nuint*, nint>)_library[function])(_session, &count));
        return (int)count;
    }

    private string Name(OrtFunction function, int index)
    {
        byte* name;
        _library.Require(((delegate* unmanaged<nint, nuint, nint, byte**, nint>)_library[function])(
            _session, (nuint)index, _library.Allocator, &name));
        return _library.Take(name);
    }

    private SessionInput Describe(int index)
    {
        nint type, tensor;
        _library.Require(((delegate* unmanaged<nint, nuint, nint*, nint>)_library[OrtFunction.SessionGetInputTypeInfo])(
            _session, (nuint)index, &type));
        try
        {
            _library.Require(((delegate* unmanaged<nint, nint*, nint>)_library[OrtFunction.CastTypeInfoToTensorInfo])(type, &tensor));
            var name = Name(OrtFunction.SessionGetInputName, index);
            return tensor == 0
                ? new SessionInput(name, null, [])
                : new SessionInput(name, OrtTensors.TypeOf(_library, tensor), OrtTensors.ShapeOf(_library, tensor));
        }
        finally
        {
            _library.Release(OrtFunction.ReleaseTypeInfo, type);
        }
    }
}
