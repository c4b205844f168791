namespace StackBench.Worker.Device;

/// <summary>A device whose driver takes many dispatches as one recorded graph.</summary>
internal interface IGraphDevice
{
    /// <summary>Records a call over and over, to be handed over at once, and brings it to the device.</summary>
    /// <exception cref="StackBench.Protocol.Engines.UnsupportedException">The driver has no graphs.</exception>
    IDeviceGraph Record(IReadOnlyList<Dispatch> call, int calls);
}
