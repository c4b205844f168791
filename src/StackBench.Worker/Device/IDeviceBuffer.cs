namespace StackBench.Worker.Device;

/// <summary>Memory that kernels reach by its address.</summary>
internal interface IDeviceBuffer : IDisposable
{
    long Bytes { get; }

    ulong Address { get; }

    /// <summary>The memory itself; empty where the host cannot reach it.</summary>
    Span<byte> Host { get; }
}
