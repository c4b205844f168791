using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Worker.Cuda;

/// <summary>
/// Operation <c>memory</c> between two devices: <c>p2p</c>, in which one writes to the other by its copy engines, and <c>p2p-both</c>, in
/// which each writes to the other at once.
/// </summary>
internal static class PeerOperation
{
    private const string Both = "p2p-both";
    private const long LeastBytes = 4096, MostBytes = 1L << 30;

    public static bool IsOne(Prepare request) => request.Op == "memory" && request.Params.Text("kind") is "p2p" or Both;

    public static IOperation Prepare(Prepare request, CudaDevice device, CudaDevice peer)
    {
        if (device == peer) throw new UnsupportedException("a device cannot be its own peer", "name another device as 'peer'");
        var (kind, bytes) = (request.Params.Choice("kind", "p2p", Both), request.Params.Number("bytes", LeastBytes, MostBytes));
        var held = new DeviceResources();
        try
        {
            // A stream copies from the memory of its own device: what counts is what that one reaches.
            held.Add(PeerAccess.Enable(device, peer));
            if (kind == Both) held.Add(PeerAccess.Enable(peer, device));
            var pattern = RandomPattern.Bits(request.Seed);
            var there = Filled(held, pattern, device, peer, bytes);
            var back = kind == Both ? Filled(held, pattern, peer, device, bytes) : (BufferCopy?)null;
            Func<int, Timing> call = back is { } other
                ? calls => device.CopyBothWays(there, other, peer, calls)
                : calls => device.CopyToPeer(there, peer, calls);
            var first = call(1);
            Require(there, peer);
            if (back is { } returned) Require(returned, device);
            var seconds = call(1).Seconds;
            return new DeviceOperation(
                new Prepared(
                    request.Id, Backend.Of(device.Facts, $"to {peer.Facts.Name}", "peer access"),
                    2 * bytes * (back is null ? 1 : 2), first.HostSeconds, Checked: true, MaxError: 0, Tolerance: 0),
                calls => Submissions.Run(calls, seconds, call), Backend.Notes(device.Facts), held);

            void Require(BufferCopy copy, CudaDevice to) => to.Download(
                copy.To, (found, at) => Wrong.Require(pattern.Differences(found, at), found.Length, kind));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static BufferCopy Filled(DeviceResources held, RandomPattern pattern, CudaDevice from, CudaDevice to, long bytes)
    {
        var source = held.Add(from.Allocate(bytes, MemoryPlace.Device));
        from.Upload(source, pattern.Fill);
        var target = held.Add(to.Allocate(bytes, MemoryPlace.Device));
        to.Spoil(target);
        return new BufferCopy(source, target, bytes);
    }
}
