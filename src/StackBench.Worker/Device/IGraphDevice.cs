namespace StackBench.Worker.Device;

/// <summary>A device whose driver takes many dispatches as one recorded graph.</summary>
internal interface IGraphDevice
{
    /// <summary>Executes a call over and over, recorded before the time begins and handed over at once.</summary>
    /// <exception cref="StackBench.Protocol.Engines.UnsupportedException">The driver has no graphs.</exception>
    Timing RunGraph(IReadOnlyList<Dispatch> call, int calls);
}
