using System.Collections.Immutable;
using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Device;

/// <summary>The devices of an engine, each opened when it is first asked for.</summary>
/// <param name="engine">Its name, which is the kind of its devices too.</param>
/// <param name="kernelVersion">Raised whenever a kernel changes so that its numbers are not comparable with the earlier ones.</param>
internal sealed class ListedDevices<T>(string engine, string kernelVersion, ImmutableArray<ListedDevice<T>> listed) : IDisposable
    where T : class, IComputeDevice, IDisposable
{
    private readonly Dictionary<string, T> _opened = new(StringComparer.Ordinal);

    /// <summary>What the engine says of itself.</summary>
    public Ready Ready => new(
        ProtocolVersion.Current,
        engine,
        kernelVersion,
        [.. listed.Select((device, index) => new WorkerDevice(
            Id(index), device.IsCpuDriver ? WorkerDevice.CpuDriver : engine, device.Name, device.Pci, device.Uuid, device.MemoryBytes))],
        DeviceOperations.Names,
        listed.Select((device, index) => (Name: FormattableString.Invariant($"driver.{index}"), device.Driver))
            .ToDictionary(driver => driver.Name, driver => driver.Driver, StringComparer.Ordinal));

    /// <exception cref="UnsupportedException">There is no such device, or it cannot be opened.</exception>
    public T Open(string id)
    {
        if (_opened.TryGetValue(id, out var opened)) return opened;
        for (var index = 0; index < listed.Length; index++)
            if (Id(index) == id) return _opened[id] = listed[index].Open();
        throw new UnsupportedException(
            $"there is no device '{id}'", $"the devices are: {string.Join(", ", Enumerable.Range(0, listed.Length).Select(Id))}");
    }

    public void Dispose()
    {
        foreach (var device in _opened.Values) device.Dispose();
    }

    private string Id(int index) => FormattableString.Invariant($"{engine}:{index}");
}
