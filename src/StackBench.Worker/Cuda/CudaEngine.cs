using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Worker.Cuda;

/// <summary>What NVIDIA's GPUs do by their driver alone: nothing of the ML stack is needed, and no toolkit of CUDA.</summary>
internal sealed class CudaEngine : IEngine, IAsyncDisposable
{
    private const string KernelVersion = "1";

    private readonly ListedDevices<CudaDevice> _devices;

    /// <exception cref="UnsupportedException">There is no driver, it does not start, or it has no device.</exception>
    public CudaEngine() => _devices = new ListedDevices<CudaDevice>(
        "cuda", KernelVersion, [.. CudaDevices.List().Select(device => new ListedDevice<CudaDevice>(
            device.Name, device.Driver, IsCpuDriver: false, device.Pci, device.Uuid, device.MemoryBytes, () => CudaDevice.Open(device)))]);

    public Task<Ready> DescribeAsync(CancellationToken cancellation) => Task.FromResult(_devices.Ready);

    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation) => Task.Run(() =>
        PeerOperation.IsOne(request)
            ? PeerOperation.Prepare(request, _devices.Open(request.Device), _devices.Open(request.Params.Text("peer")))
            : DeviceOperations.Prepare(request, _devices.Open(request.Device)), cancellation);

    public ValueTask DisposeAsync()
    {
        _devices.Dispose();
        return ValueTask.CompletedTask;
    }
}
