using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Worker.Vulkan;

/// <summary>What a GPU does by its driver alone: nothing of the ML stack is needed.</summary>
internal sealed class VulkanEngine : IEngine, IAsyncDisposable
{
    private const string KernelVersion = "1";

    private readonly VulkanInstance _instance;
    private readonly ListedDevices<VulkanDevice> _devices;

    /// <exception cref="UnsupportedException">There is no loader, no driver or no device.</exception>
    public VulkanEngine()
    {
        _instance = VulkanInstance.Open();
        try
        {
            var listed = VulkanDeviceList.Of(_instance.Devices());
            if (listed.IsEmpty)
                throw new UnsupportedException("no Vulkan driver lists a device of Vulkan 1.3", VulkanInstance.AccessRemedy);
            _devices = new ListedDevices<VulkanDevice>("vulkan", KernelVersion, [.. listed.Select(device => new ListedDevice<VulkanDevice>(
                device.Name, device.Driver, device.IsCpuDriver, device.Pci, device.Uuid, device.MemoryBytes,
                () => VulkanDevice.Open(_instance, device)))]);
        }
        catch
        {
            _instance.Dispose();
            throw;
        }
    }

    public Task<Ready> DescribeAsync(CancellationToken cancellation) => Task.FromResult(_devices.Ready);

    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation) =>
        Task.Run(() => DeviceOperations.Prepare(request, _devices.Open(request.Device)), cancellation);

    public ValueTask DisposeAsync()
    {
        _devices.Dispose();
        _instance.Dispose();
        return ValueTask.CompletedTask;
    }
}
