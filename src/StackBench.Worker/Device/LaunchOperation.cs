using System.Runtime.InteropServices;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>
/// Operation <c>device-launch</c>: an empty kernel, from the host to the device and back (<c>round-trip</c>), or one after the other in a
/// submission (<c>batch</c>), or as a recorded graph (<c>graph</c>).
/// </summary>
internal static class LaunchOperation
{
    public const string Op = "device-launch";

    private const int Counted = 100;

    /// <summary>Below this nothing was launched.</summary>
    private const double LeastSeconds = 3e-7;

    public static IOperation Prepare(Prepare request, IComputeDevice device)
    {
        var kind = request.Params.Choice("kind", "round-trip", "batch", "graph");
        if (kind == "graph" && device is not IGraphDevice)
            throw new UnsupportedException("the driver records no graphs of kernels that this engine could launch");
        var held = new DeviceResources();
        try
        {
            RequireCounted(device);
            Dispatch[] call = [Dispatch.Of(held.Add(device.Build(EmptyKernel.Emit())), 1)];
            var first = device.Run(call, 1);
            var seconds = device.Run(call, 1).Seconds;
            var (how, sample) = Way(kind, device, held, call, seconds);
            return new DeviceOperation(
                new Prepared(
                    request.Id, Backend.Of(device.Facts, how), 0, first.HostSeconds, Checked: true, MaxError: 0, Tolerance: 0),
                calls => Plausible(sample(calls)), Backend.Notes(device.Facts), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static (string How, Func<long, Timing> Sample) Way(
        string kind, IComputeDevice device, DeviceResources held, Dispatch[] call, double seconds)
    {
        if (kind == "round-trip") return ("submit and wait", calls => RoundTrips(device, call, calls));
        if (kind == "batch") return (device.InTurn, calls => Submissions.Run(calls, seconds, count => device.Run(call, count)));
        var graphs = held.Add(new GraphCalls((IGraphDevice)device, call));
        return ("a graph", calls => Submissions.Run(calls, seconds, graphs.Run));
    }

    private static Timing RoundTrips(IComputeDevice device, Dispatch[] call, long calls)
    {
        double seconds = 0;
        for (long i = 0; i < calls; i++) seconds += device.RoundTrip(call).HostSeconds;
        return new Timing(seconds / calls, null);
    }

    /// <summary>Whether the device really executes as many dispatches as are submitted, in order.</summary>
    private static void RequireCounted(IComputeDevice device)
    {
        using var counter = device.Allocate(4, MemoryPlace.Device);
        using var kernel = device.Build(CountKernel.Emit());
        device.Upload<uint>(counter, [0]);
        device.Run([Dispatch.Of(kernel, 1, counter.Address)], Counted);
        device.Download(counter, (found, _) =>
        {
            var count = MemoryMarshal.Read<uint>(found);
            if (count != Counted)
                throw new CheckFailedException(
                    count == uint.MaxValue
                        ? $"none of {Counted} dispatches was executed"
                        : $"{count} of {Counted} dispatches were executed");
        });
    }

    private static Timing Plausible(Timing timing) => timing.Seconds >= LeastSeconds
        ? timing
        : throw new CheckFailedException(FormattableString.Invariant(
            $"{timing.Seconds:g3} s for a launch: the device did not do it, or its clock is wrong"));
}
