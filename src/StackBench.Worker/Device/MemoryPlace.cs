namespace StackBench.Worker.Device;

/// <summary>Where memory lies.</summary>
internal enum MemoryPlace
{
    /// <summary>The device's own memory.</summary>
    Device,

    /// <summary>The host's memory, pinned and mapped.</summary>
    Host,
}
