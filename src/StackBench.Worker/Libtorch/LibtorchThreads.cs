using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>The number of threads libtorch, its BLAS and oneDNN compute with.</summary>
internal sealed unsafe class LibtorchThreads(LibtorchLibrary library)
{
    // at::set_num_threads(int), which the C ABI lacks; it also sets MKL's count.
    private readonly delegate* unmanaged<int, void> _set = (delegate* unmanaged<int, void>)library.TryExport(
        OperatingSystem.IsWindows() ? "?set_num_threads@at@@YAXH@Z" : "_ZN2at15set_num_threadsEi");

    private readonly delegate* unmanaged<uint*, int> _get = (delegate* unmanaged<uint*, int>)library.Export("torch_get_num_threads");

    public int Current
    {
        get
        {
            uint count;
            library.Require(_get(&count), "torch_get_num_threads");
            return (int)count;
        }
    }

    /// <summary>Whether it computes with <paramref name="count"/> threads from now on.</summary>
    public bool TrySet(int count)
    {
        if (_set is not null) _set(count);
        return Current == count;
    }

    /// <exception cref="UnsupportedException">This build cannot compute with <paramref name="count"/> threads.</exception>
    public void Set(int count)
    {
        if (!TrySet(count))
            throw new UnsupportedException($"libtorch computes with {Current} threads, not {count}", $"set OMP_NUM_THREADS={count}");
    }
}
