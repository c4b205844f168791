namespace StackBench.Worker.Device;

/// <summary>Dispatches recorded on a device, which are launched together as often as is wanted.</summary>
internal interface IDeviceGraph : IDisposable
{
    /// <summary>Executes all of them once.</summary>
    Timing Run();
}
