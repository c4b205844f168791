using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Device;

/// <summary>The one list of operations on a device.</summary>
internal static class DeviceOperations
{
    private const string Memory = "memory";

    public static IReadOnlyList<string> Names { get; } =
        [Memory, PeakOperation.Op, ChaseOperation.Op, CacheOperation.Op, LaunchOperation.Op];

    public static IOperation Prepare(Prepare request, IComputeDevice device) => request.Op switch
    {
        Memory => request.Params.Text("kind") is "h2d" or "d2h" or "both"
            ? TransferOperation.Prepare(request, device)
            : StreamOperation.Prepare(request, device),
        PeakOperation.Op => PeakOperation.Prepare(request, device),
        ChaseOperation.Op => ChaseOperation.Prepare(request, device),
        CacheOperation.Op => CacheOperation.Prepare(request, device),
        LaunchOperation.Op => LaunchOperation.Prepare(request, device),
        _ => throw new UnsupportedException($"there is no operation '{request.Op}'"),
    };
}
