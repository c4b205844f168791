using System.Runtime.InteropServices;

namespace StackBench.Worker.Device;

/// <summary>Ways of data between the host and the device's own memory, through pinned memory.</summary>
internal static class DeviceData
{
    /// <summary>What memory holds before it is written: as fp16, fp32 and fp64 not a number.</summary>
    public const byte Poison = 0xFF;

    private const int StagingBytes = 32 << 20;

    /// <summary>Writes a stretch of the data that begins at a place.</summary>
    public delegate void Filler(Span<byte> part, long place);

    /// <summary>Looks at a stretch of the data that begins at a place.</summary>
    public delegate void Checker(ReadOnlySpan<byte> part, long place);

    public static void Upload(this IComputeDevice device, IDeviceBuffer buffer, Filler fill)
    {
        using var staging = device.Allocate(Math.Min(buffer.Bytes, StagingBytes), MemoryPlace.Host);
        for (long place = 0; place < buffer.Bytes; place += staging.Bytes)
        {
            var bytes = Math.Min(staging.Bytes, buffer.Bytes - place);
            fill(staging.Host[..(int)bytes], place);
            device.Copy([new BufferCopy(staging, buffer, bytes, 0, place)], 1);
        }
    }

    public static void Upload<T>(this IComputeDevice device, IDeviceBuffer buffer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values).ToArray();
        device.Upload(buffer, (part, place) => bytes.AsSpan((int)place, part.Length).CopyTo(part));
    }

    /// <summary>Makes whatever a kernel leaves unwritten show up.</summary>
    public static void Spoil(this IComputeDevice device, IDeviceBuffer buffer) => device.Upload(buffer, (part, _) => part.Fill(Poison));

    public static void Download(this IComputeDevice device, IDeviceBuffer buffer, Checker check)
    {
        using var staging = device.Allocate(Math.Min(buffer.Bytes, StagingBytes), MemoryPlace.Host);
        for (long place = 0; place < buffer.Bytes; place += staging.Bytes)
        {
            var bytes = Math.Min(staging.Bytes, buffer.Bytes - place);
            // Fresh memory may hold what was uploaded before: a copy that does nothing must not look right.
            staging.Host.Fill(Poison);
            device.Copy([new BufferCopy(buffer, staging, bytes, place)], 1);
            check(staging.Host[..(int)bytes], place);
        }
    }
}
