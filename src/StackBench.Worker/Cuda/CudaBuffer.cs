using StackBench.Worker.Device;

namespace StackBench.Worker.Cuda;

/// <summary>Memory of the device, or pinned memory of the host, at one address for both.</summary>
/// <param name="host">Where the host reaches it; null for memory of the device.</param>
internal sealed unsafe class CudaBuffer(CudaContext context, ulong address, long bytes, void* host) : IDeviceBuffer
{
    public long Bytes => bytes;

    public ulong Address => address;

    public Span<byte> Host => host is null ? [] : new Span<byte>(host, checked((int)bytes));

    public void Dispose()
    {
        if (context.TryEnter()) _ = host is null ? Cu.cuMemFree_v2(address) : Cu.cuMemFreeHost(host);
    }
}
