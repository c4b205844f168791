using System.Collections.Immutable;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Worker.Vulkan;

/// <summary>What a GPU does by its driver alone: nothing of the ML stack is needed.</summary>
internal sealed class VulkanEngine : IEngine, IAsyncDisposable
{
    /// <summary>Raised whenever a kernel changes so that its numbers are not comparable with the earlier ones.</summary>
    private const string KernelVersion = "1";

    private readonly VulkanInstance _instance;
    private readonly ImmutableArray<PhysicalDevice> _listed;
    private readonly Dictionary<string, VulkanDevice> _opened = new(StringComparer.Ordinal);

    /// <exception cref="UnsupportedException">There is no loader, no driver or no device.</exception>
    public VulkanEngine()
    {
        _instance = VulkanInstance.Open();
        try
        {
            _listed = VulkanDeviceList.Of(_instance.Devices());
            if (_listed.IsEmpty)
                throw new UnsupportedException("no Vulkan driver lists a device of Vulkan 1.3", VulkanInstance.AccessRemedy);
        }
        catch
        {
            _instance.Dispose();
            throw;
        }
    }

    public Task<Ready> DescribeAsync(CancellationToken cancellation) => Task.FromResult(new Ready(
        ProtocolVersion.Current,
        "vulkan",
        KernelVersion,
        [.. _listed.Select((device, index) => new WorkerDevice(
            Id(index), device.IsCpuDriver ? WorkerDevice.CpuDriver : "vulkan", device.Name, device.Pci, device.Uuid, device.MemoryBytes))],
        DeviceOperations.Names,
        _listed.Select((device, index) => (Name: FormattableString.Invariant($"driver.{index}"), device.Driver))
            .ToDictionary(driver => driver.Name, driver => driver.Driver, StringComparer.Ordinal)));

    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation) =>
        Task.Run(() => DeviceOperations.Prepare(request, Open(request.Device)), cancellation);

    public ValueTask DisposeAsync()
    {
        foreach (var device in _opened.Values) device.Dispose();
        _instance.Dispose();
        return ValueTask.CompletedTask;
    }

    private VulkanDevice Open(string id)
    {
        if (_opened.TryGetValue(id, out var opened)) return opened;
        for (var index = 0; index < _listed.Length; index++)
            if (Id(index) == id) return _opened[id] = VulkanDevice.Open(_instance, _listed[index]);
        throw new UnsupportedException(
            $"there is no device '{id}'", $"the devices are: {string.Join(", ", Enumerable.Range(0, _listed.Length).Select(Id))}");
    }

    private static string Id(int index) => FormattableString.Invariant($"vulkan:{index}");
}
