using System.Runtime.InteropServices;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Onnxruntime;

/// <summary>ONNX Runtime, loaded; its functions are reached through the table of its C API only.</summary>
/// <remarks>Stays loaded: its environment ends with the process.</remarks>
internal sealed unsafe class OrtLibrary
{
    /// <summary>The oldest API that has all of <see cref="OrtFunction"/>: libraries give every API up to their own.</summary>
    private const uint ApiVersion = 12;

    private const int Warnings = 2;

    private readonly void** _table;

    private readonly nint _handle;

    private OrtLibrary(nint handle, void** table, OnnxruntimeFolder folder, string version)
    {
        _handle = handle;
        _table = table;
        (Folder, Version) = (folder, version);
        nint environment, memory, allocator;
        fixed (byte* name = "stackbench\0"u8)
            Require(((delegate* unmanaged<int, byte*, nint*, nint>)this[OrtFunction.CreateEnv])(Warnings, name, &environment));
        Require(((delegate* unmanaged<nint, nint>)this[OrtFunction.DisableTelemetryEvents])(environment));
        Require(((delegate* unmanaged<int, int, nint*, nint>)this[OrtFunction.CreateCpuMemoryInfo])(0, 0, &memory));
        Require(((delegate* unmanaged<nint*, nint>)this[OrtFunction.GetAllocatorWithDefaultOptions])(&allocator));
        (Environment, CpuMemory, Allocator) = (environment, memory, allocator);
    }

    public OnnxruntimeFolder Folder { get; }

    public string Version { get; }

    public nint Environment { get; }

    public nint CpuMemory { get; }

    public nint Allocator { get; }

    /// <summary>The address of a function.</summary>
    public void* this[OrtFunction function] => _table[(int)function];

    /// <summary>The address of a function beside the table; 0 where the library has none of that name.</summary>
    public nint FindExport(string name) => NativeLibrary.TryGetExport(_handle, name, out var address) ? address : 0;

    /// <exception cref="UnsupportedException">The library cannot be loaded, or is too old.</exception>
    public static OrtLibrary Load(OnnxruntimeFolder folder)
    {
        try
        {
            var library = NativeLibrary.Load(folder.Library);
            // A table of two: the API of a version, and the library's own version as text.
            var start = (void**)((delegate* unmanaged<void*>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
            var version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)start[1])()) ?? "unknown";
            var table = (void**)((delegate* unmanaged<uint, void*>)start[0])(ApiVersion);
            if (table is null) throw new UnsupportedException($"ONNX Runtime {version} is too old", "use ONNX Runtime 1.12 or newer");
            return new OrtLibrary(library, table, folder, version);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new UnsupportedException($"{folder.Library} cannot be loaded: {exception.Message}", OnnxruntimeFolder.Remedy);
        }
    }

    /// <summary>Providers this library was built with, best first; the last one is the CPU's.</summary>
    public IReadOnlyList<string> Providers()
    {
        byte** names;
        int count;
        Require(((delegate* unmanaged<byte***, int*, nint>)this[OrtFunction.GetAvailableProviders])(&names, &count));
        var providers = new string[count];
        for (var i = 0; i < count; i++) providers[i] = Marshal.PtrToStringUTF8((nint)names[i]) ?? "";
        Require(((delegate* unmanaged<byte**, int, nint>)this[OrtFunction.ReleaseAvailableProviders])(names, count));
        return providers;
    }

    /// <exception cref="OrtException"><paramref name="status"/> says that the call failed.</exception>
    public void Require(nint status)
    {
        if (status == 0) return;
        var code = ((delegate* unmanaged<nint, OrtError>)this[OrtFunction.GetErrorCode])(status);
        var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)this[OrtFunction.GetErrorMessage])(status));
        Release(OrtFunction.ReleaseStatus, status);
        throw new OrtException(code, message ?? "no reason given");
    }

    public void Release(OrtFunction release, nint handle)
    {
        if (handle != 0) ((delegate* unmanaged<nint, void>)this[release])(handle);
    }

    /// <summary>A text that the library allocated, which is freed.</summary>
    public string Take(byte* text)
    {
        var taken = Marshal.PtrToStringUTF8((nint)text) ?? "";
        Require(((delegate* unmanaged<nint, void*, nint>)this[OrtFunction.AllocatorFree])(Allocator, text));
        return taken;
    }
}
