using System.Collections.Immutable;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Worker.OpenCl;

/// <summary>What a GPU does by its OpenCL driver alone: nothing of the ML stack is needed.</summary>
internal sealed class OpenClEngine : IEngine, IAsyncDisposable
{
    /// <summary>Raised whenever a kernel changes so that its numbers are not comparable with the earlier ones.</summary>
    private const string KernelVersion = "1";

    private readonly ImmutableArray<OpenClDeviceInfo> _listed;
    private readonly Dictionary<string, OpenClDevice> _opened = new(StringComparer.Ordinal);

    /// <exception cref="UnsupportedException">There is no loader, no driver or no device.</exception>
    public OpenClEngine()
    {
        _listed = OpenClDeviceList.Of(OpenClPlatforms.Devices());
        if (_listed.IsEmpty)
            throw new UnsupportedException("no OpenCL driver lists a CPU or GPU of OpenCL 1.2", OpenClPlatforms.AccessRemedy);
    }

    public Task<Ready> DescribeAsync(CancellationToken cancellation) => Task.FromResult(new Ready(
        ProtocolVersion.Current,
        "opencl",
        KernelVersion,
        [.. _listed.Select((device, index) => new WorkerDevice(
            Id(index), device.IsCpuDriver ? WorkerDevice.CpuDriver : "opencl", device.Name, device.Pci, device.Uuid, device.MemoryBytes))],
        DeviceOperations.Names,
        _listed.Select((device, index) => (Name: FormattableString.Invariant($"driver.{index}"), device.Driver))
            .ToDictionary(driver => driver.Name, driver => driver.Driver, StringComparer.Ordinal)));

    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation) =>
        Task.Run(() => DeviceOperations.Prepare(request, Open(request.Device)), cancellation);

    public ValueTask DisposeAsync()
    {
        foreach (var device in _opened.Values) device.Dispose();
        return ValueTask.CompletedTask;
    }

    private OpenClDevice Open(string id)
    {
        if (_opened.TryGetValue(id, out var opened)) return opened;
        for (var index = 0; index < _listed.Length; index++)
            if (Id(index) == id) return _opened[id] = OpenClDevice.Open(_listed[index]);
        throw new UnsupportedException(
            $"there is no device '{id}'", $"the devices are: {string.Join(", ", Enumerable.Range(0, _listed.Length).Select(Id))}");
    }

    private static string Id(int index) => FormattableString.Invariant($"opencl:{index}");
}
