using StackBench.Worker.Device;

namespace StackBench.Worker.OpenCl;

/// <summary>A memory object; where the host reaches it, it stays mapped.</summary>
/// <param name="address">Its number in <see cref="OpenClMemory"/>, as an address; 0 for memory of the host, which kernels do not reach.
/// </param>
internal sealed unsafe class OpenClBuffer(OpenClMemory memory, nint handle, ulong address, long bytes, void* mapped) : IDeviceBuffer
{
    private readonly Dictionary<ulong, nint> _parts = [];

    public nint Handle => handle;

    public long Bytes => bytes;

    public ulong Address => address;

    /// <summary>Where it is mapped; null where the host does not reach it.</summary>
    public void* Mapped => mapped;

    public Span<byte> Host => mapped is null ? [] : new Span<byte>(mapped, checked((int)bytes));

    /// <summary>The memory object that begins at an offset.</summary>
    public nint From(ulong offset)
    {
        if (offset == 0) return handle;
        if (_parts.TryGetValue(offset, out var part)) return part;
        var region = stackalloc nuint[2] { (nuint)offset, (nuint)((ulong)bytes - offset) };
        part = Cl.clCreateSubBuffer(handle, Cl.CL_MEM_READ_WRITE, Cl.CL_BUFFER_CREATE_TYPE_REGION, region, out var error);
        ClError.Require(error, nameof(Cl.clCreateSubBuffer));
        return _parts[offset] = part;
    }

    public void Dispose()
    {
        if (ClError.IsLost) return;
        foreach (var part in _parts.Values) _ = Cl.clReleaseMemObject(part);
        memory.Free(this);
    }
}
