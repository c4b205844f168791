namespace StackBench.Worker.Device;

/// <summary>Graphs of one call, one for each number of calls: recorded when it is first asked for, and kept until disposed of.</summary>
internal sealed class GraphCalls(IGraphDevice device, IReadOnlyList<Dispatch> call) : IDisposable
{
    private readonly Dictionary<int, IDeviceGraph> _recorded = [];

    public Timing Run(int calls)
    {
        if (!_recorded.TryGetValue(calls, out var graph)) _recorded[calls] = graph = device.Record(call, calls);
        return graph.Run();
    }

    public void Dispose()
    {
        foreach (var graph in _recorded.Values) graph.Dispose();
    }
}
