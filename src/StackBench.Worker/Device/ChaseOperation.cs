using System.Runtime.InteropServices;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>
/// Operation <c>device-latency</c>: a call is <c>steps</c> dependent loads of one invocation along a random cycle through <c>bytes</c>, one
/// per line of 128 bytes.
/// </summary>
internal static class ChaseOperation
{
    public const string Op = "device-latency";

    public const int LineBytes = 128;

    private const int WordsPerLine = LineBytes / 4;

    /// <summary>No GPU answers a load sooner, nor does a core of a CPU.</summary>
    private const double LeastSeconds = 5e-9, LeastSecondsOnCpu = 3e-10;

    public static IOperation Prepare(Prepare request, IComputeDevice device)
    {
        var (bytes, steps) = (request.Params.Number("bytes", 2 * LineBytes, 1L << 31), request.Params.Size("steps"));
        if (steps % ChaseKernel.HopsPerRound != 0 || steps / ChaseKernel.HopsPerRound > ushort.MaxValue)
            throw new UnsupportedException(
                $"'steps' must be a multiple of {ChaseKernel.HopsPerRound} up to "
                    + $"{ChaseKernel.HopsPerRound * ushort.MaxValue}, not {steps}");
        var held = new DeviceResources();
        try
        {
            var order = Cycle(bytes / LineBytes, request.Seed);
            var a = held.Add(device.Allocate(bytes, MemoryPlace.Device));
            device.Upload(a, Words(order));
            var place = held.Add(device.Allocate(LineBytes, MemoryPlace.Device));
            // It starts with the first line; where it ends must be written.
            device.Upload<uint>(place, [0, .. Enumerable.Repeat(uint.MaxValue, WordsPerLine - 1)]);
            Dispatch[] call =
            [
                Dispatch.Of(
                    held.Add(device.Build(ChaseKernel.Emit())), 1, a.Address, place.Address, (ulong)(steps / ChaseKernel.HopsPerRound)),
            ];
            var first = device.Run(call, 1);
            Require(device, place, order, steps);
            var seconds = device.Run(call, 1).Seconds;
            var least = device.Facts.IsCpuDriver ? LeastSecondsOnCpu : LeastSeconds;
            return new DeviceOperation(
                new Prepared(request.Id, Backend.Of(device.Facts), bytes, first.HostSeconds, Checked: true, MaxError: 0, Tolerance: 0),
                calls => Plausible(Submissions.Run(calls, seconds, count => device.Run(call, count)), least * steps),
                Backend.Notes(device.Facts), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Lines in the order in which a cycle through all of them visits them; it begins with the first.</summary>
    private static int[] Cycle(long lines, long seed)
    {
        var order = new int[lines];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        new Random(unchecked((int)seed)).Shuffle(order.AsSpan(1));
        return order;
    }

    private static ReadOnlySpan<uint> Words(int[] order)
    {
        var words = new uint[(long)order.Length * WordsPerLine];
        for (var i = 0; i < order.Length; i++)
            words[(long)order[i] * WordsPerLine] = (uint)order[(i + 1) % order.Length] * WordsPerLine;
        return words;
    }

    private static void Require(IComputeDevice device, IDeviceBuffer place, int[] order, long steps)
    {
        var wanted = (uint)order[steps % order.Length] * WordsPerLine;
        device.Download(place, (found, _) =>
        {
            if (MemoryMarshal.Read<uint>(found[sizeof(uint)..]) != wanted)
                throw new CheckFailedException("the chase ended at another line than the cycle has there");
        });
    }

    private static Timing Plausible(Timing timing, double leastSeconds) => timing.Seconds >= leastSeconds
        ? timing
        : throw new CheckFailedException(FormattableString.Invariant(
            $"{timing.Seconds:g3} s for a chase that takes {leastSeconds:g3} s at least: the device did not do it, or its clock is wrong"));
}
