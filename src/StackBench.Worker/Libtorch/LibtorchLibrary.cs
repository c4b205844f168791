using System.Runtime.InteropServices;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>libtorch_cpu, loaded; its functions are reached through the C ABI only (<c>aoti_torch_*</c>, <c>torch_*</c>).</summary>
internal sealed unsafe partial class LibtorchLibrary
{
    private readonly nint _library;
    private readonly delegate* unmanaged<nint, int> _deleteTensor;

    private LibtorchLibrary(nint library, LibtorchFolder folder)
    {
        _library = library;
        Folder = folder;
        Version = LibtorchVersion.Read(this);
        _deleteTensor = (delegate* unmanaged<nint, int>)Export("aoti_torch_delete_tensor_object");
        // Inference: without it every operation records what a backward pass would need.
        ((delegate* unmanaged<byte, void>)Export("aoti_torch_grad_mode_set_enabled"))(0);
    }

    public LibtorchFolder Folder { get; }

    /// <summary>As far as the library or its folder tells it: <c>2.10.0</c>, <c>2.14.1+cpu</c>, else <c>unknown</c>.</summary>
    public string Version { get; }

    /// <summary>Whether this build computes with MKL; a build that does not tell counts as without.</summary>
    public bool HasMkl =>
        (delegate* unmanaged<byte>)TryExport("_ZN2at7Context6hasMKLEv") is var function && function is not null && function() != 0;

    /// <exception cref="UnsupportedException">The library or one it needs cannot be loaded.</exception>
    public static LibtorchLibrary Load(LibtorchFolder folder)
    {
        try
        {
            LoadGlobalDependencies(folder);
            if (!NativeLibrary.TryLoad(folder.Library, out var library))
            {
                PreloadSiblings(folder);
                library = NativeLibrary.Load(folder.Library);
            }

            return new LibtorchLibrary(library, folder);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new UnsupportedException($"{folder.Library} cannot be loaded: {exception.Message}", LibtorchFolder.Remedy);
        }
    }

    /// <summary>Address of a function; null where this build has none.</summary>
    public void* TryExport(string name) => NativeLibrary.TryGetExport(_library, name, out var address) ? (void*)address : null;

    /// <exception cref="UnsupportedException">This build of libtorch has no such function.</exception>
    public void* Export(string name)
    {
        var address = TryExport(name);
        return address is not null
            ? address
            : throw new UnsupportedException($"libtorch {Version} has no function {name}", "use libtorch 2.10 or newer");
    }

    /// <exception cref="LibtorchException"><paramref name="code"/> says that the call failed.</exception>
    public void Require(int code, string function)
    {
        if (code != 0) throw new LibtorchException($"{function} failed: {LastError()}");
    }

    public void Delete(nint tensor) => Require(_deleteTensor(tensor), "aoti_torch_delete_tensor_object");

    private string LastError()
    {
        var what = (delegate* unmanaged<byte*>)TryExport("torch_exception_get_what_without_backtrace");
        return what is null ? "libtorch wrote the reason to the log" : Marshal.PtrToStringUTF8((nint)what()) ?? "no reason given";
    }

    // As torch's own start does: a dynamically linked MKL looks its kernels up in the global scope.
    private static void LoadGlobalDependencies(LibtorchFolder folder)
    {
        const int now = 2;
        const int global = 0x100;
        var path = Path.Combine(folder.Path, "libtorch_global_deps.so");
        if (OperatingSystem.IsLinux() && File.Exists(path) && Open(path, now | global) == 0)
            Console.Error.WriteLine($"{path} could not be loaded globally; going on without it");
    }

    // A folder of libraries that do not look for each other beside themselves: what is loaded already is found by its name.
    private static void PreloadSiblings(LibtorchFolder folder)
    {
        string[] patterns = ["libgomp*", "libiomp5*", "libomp*", "libc10.*"];
        foreach (var path in patterns.SelectMany(pattern => Directory.EnumerateFiles(folder.Path, pattern)).Order(StringComparer.Ordinal))
        {
            if (!NativeLibrary.TryLoad(path, out _))
                Console.Error.WriteLine($"{path} could not be loaded ahead of {LibtorchFolder.LibraryName}");
        }
    }

    [LibraryImport("libdl.so.2", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);
}
