using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Worker.Cuda;

/// <summary>The primary context of a device and the memory in it. A context is that of a thread: each use enters it anew.</summary>
internal sealed unsafe class CudaContext : IDisposable
{
    /// <summary>What is left is for the driver and for other programs.</summary>
    private const double UsableShare = 0.9;

    private readonly int _device;

    public CudaContext(int device)
    {
        _device = device;
        CudaError.Require(Cu.cuDevicePrimaryCtxRetain(out var handle, device), nameof(Cu.cuDevicePrimaryCtxRetain));
        Handle = handle;
    }

    public nint Handle { get; }

    /// <summary>Bytes of the device's own memory that may still be allocated.</summary>
    public long FreeBytes
    {
        get
        {
            Enter();
            CudaError.Require(Cu.cuMemGetInfo_v2(out var free, out _), nameof(Cu.cuMemGetInfo_v2));
            return (long)(Math.Min(free, long.MaxValue) * UsableShare);
        }
    }

    /// <summary>For what gives back: false where the context cannot be used any more, and nothing of it is left.</summary>
    public bool TryEnter() => !CudaError.IsLost && Cu.cuCtxSetCurrent(Handle) == Cu.CUDA_SUCCESS;

    public void Enter() => CudaError.Require(Cu.cuCtxSetCurrent(Handle), nameof(Cu.cuCtxSetCurrent));

    /// <exception cref="UnsupportedException">There is not so much memory.</exception>
    public CudaBuffer Allocate(long bytes, MemoryPlace place)
    {
        if (place == MemoryPlace.Host)
        {
            Enter();
            CudaError.Require(
                Cu.cuMemHostAlloc(out var host, (nuint)bytes, Cu.CU_MEMHOSTALLOC_PORTABLE), nameof(Cu.cuMemHostAlloc));
            return new CudaBuffer(this, (ulong)host, bytes, host);
        }

        if (bytes > FreeBytes)
            throw new UnsupportedException(
                $"{bytes >> 20} MiB of device memory are needed and {FreeBytes >> 20} MiB are free",
                "close other programs that use the GPU");
        CudaError.Require(Cu.cuMemAlloc_v2(out var address, (nuint)bytes), nameof(Cu.cuMemAlloc_v2));
        return new CudaBuffer(this, address, bytes, null);
    }

    public void Dispose()
    {
        if (!CudaError.IsLost) _ = Cu.cuDevicePrimaryCtxRelease_v2(_device);
    }
}
