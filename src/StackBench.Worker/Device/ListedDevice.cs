namespace StackBench.Worker.Device;

/// <summary>A device that a driver lists, and how it is opened.</summary>
/// <param name="Driver">Driver and version.</param>
/// <param name="IsCpuDriver">Whether the driver computes on the CPU.</param>
/// <param name="Pci">Null where the driver does not report it, as <paramref name="Uuid"/>.</param>
internal sealed record ListedDevice<T>(
    string Name, string Driver, bool IsCpuDriver, string? Pci, string? Uuid, long MemoryBytes, Func<T> Open);
