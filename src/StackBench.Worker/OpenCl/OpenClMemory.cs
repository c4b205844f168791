using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Worker.OpenCl;

/// <summary>
/// Allocates memory objects within what the driver says there is. OpenCL knows no addresses: each object gets a number, which stands in
/// the upper bits of the address that kernels are given.
/// </summary>
/// <param name="queue">By which memory of the host is mapped.</param>
internal sealed unsafe class OpenClMemory(nint context, nint queue, OpenClDeviceInfo device)
{
    /// <summary>What is left is for the driver and for other programs.</summary>
    private const double UsableShare = 0.9;

    private const double UsableShareOfAll = 0.8;

    /// <summary>Bits of an address within an object: a tebibyte.</summary>
    private const int OffsetBits = 40;

    private readonly Dictionary<ulong, OpenClBuffer> _buffers = [];
    private ulong _last;
    private long _used;

    /// <summary>Bytes of the device's own memory that may still be allocated.</summary>
    public long FreeBytes => OpenClDeviceReader.FreeBytes(device) is { } free
        ? (long)(free * UsableShare)
        : Math.Max(0, (long)(device.MemoryBytes * UsableShareOfAll) - _used);

    /// <exception cref="UnsupportedException">There is not so much memory.</exception>
    public OpenClBuffer Allocate(long bytes, MemoryPlace place)
    {
        if (bytes > device.LargestBuffer)
            throw new UnsupportedException(
                $"the driver allows buffers of {device.LargestBuffer >> 20} MiB at most, not of {bytes >> 20} MiB");
        if (place == MemoryPlace.Device && bytes > FreeBytes)
            throw new UnsupportedException(
                $"{bytes >> 20} MiB of device memory are needed and {FreeBytes >> 20} MiB are free",
                "close other programs that use the GPU");
        var flags = Cl.CL_MEM_READ_WRITE | (place == MemoryPlace.Host ? Cl.CL_MEM_ALLOC_HOST_PTR : 0);
        var handle = Cl.clCreateBuffer(context, flags, (nuint)bytes, null, out var error);
        ClError.Require(error, nameof(Cl.clCreateBuffer));
        if (place == MemoryPlace.Host) return new OpenClBuffer(this, handle, 0, bytes, Map(handle, bytes));
        _used += bytes;
        var buffer = new OpenClBuffer(this, handle, ++_last << OffsetBits, bytes, null);
        _buffers.Add(_last, buffer);
        return buffer;
    }

    /// <summary>The memory object that begins at an address.</summary>
    public nint At(ulong address) => _buffers.TryGetValue(address >> OffsetBits, out var buffer)
        ? buffer.From(address & ((1ul << OffsetBits) - 1))
        : throw new InvalidOperationException($"no buffer of the device is at {address:x}");

    public void Free(OpenClBuffer buffer)
    {
        if (buffer.Mapped is not null)
        {
            _ = Cl.clEnqueueUnmapMemObject(queue, buffer.Handle, buffer.Mapped, 0, null, null);
            _ = Cl.clFinish(queue);
        }
        else if (_buffers.Remove(buffer.Address >> OffsetBits))
        {
            _used -= buffer.Bytes;
        }

        _ = Cl.clReleaseMemObject(buffer.Handle);
    }

    private void* Map(nint handle, long bytes)
    {
        var mapped = Cl.clEnqueueMapBuffer(
            queue, handle, 1, Cl.CL_MAP_READ | Cl.CL_MAP_WRITE, 0, (nuint)bytes, 0, null, null, out var error);
        if (error == 0) return mapped;
        _ = Cl.clReleaseMemObject(handle);
        ClError.Require(error, nameof(Cl.clEnqueueMapBuffer));
        return null;
    }
}
