using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Worker.OpenCl;

/// <summary>What a GPU does by its OpenCL driver alone: nothing of the ML stack is needed.</summary>
internal sealed class OpenClEngine : IEngine, IAsyncDisposable
{
    private const string KernelVersion = "1";

    private readonly ListedDevices<OpenClDevice> _devices;

    /// <exception cref="UnsupportedException">There is no loader, no driver or no device.</exception>
    public OpenClEngine()
    {
        var listed = OpenClDeviceList.Of(OpenClPlatforms.Devices());
        if (listed.IsEmpty)
            throw new UnsupportedException("no OpenCL driver lists a CPU or GPU of OpenCL 1.2", OpenClPlatforms.AccessRemedy);
        _devices = new ListedDevices<OpenClDevice>("opencl", KernelVersion, [.. listed.Select(device => new ListedDevice<OpenClDevice>(
            device.Name, device.Driver, device.IsCpuDriver, device.Pci, device.Uuid, device.MemoryBytes,
            () => OpenClDevice.Open(device)))]);
    }

    public Task<Ready> DescribeAsync(CancellationToken cancellation) => Task.FromResult(_devices.Ready);

    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation) =>
        Task.Run(() => DeviceOperations.Prepare(request, _devices.Open(request.Device)), cancellation);

    public ValueTask DisposeAsync()
    {
        _devices.Dispose();
        return ValueTask.CompletedTask;
    }
}
