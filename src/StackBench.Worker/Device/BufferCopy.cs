namespace StackBench.Worker.Device;

/// <summary>A copy of bytes from the start of one buffer or from a place in it.</summary>
internal readonly record struct BufferCopy(
    IDeviceBuffer From, IDeviceBuffer To, long Bytes, long FromOffset = 0, long ToOffset = 0);
