namespace StackBench.Worker.Device;

/// <summary>Buffers and kernels of an operation, freed together.</summary>
internal sealed class DeviceResources : IDisposable
{
    private readonly Stack<IDisposable> _held = new();

    public T Add<T>(T resource)
        where T : IDisposable
    {
        _held.Push(resource);
        return resource;
    }

    public void Dispose()
    {
        while (_held.TryPop(out var resource)) resource.Dispose();
    }
}
