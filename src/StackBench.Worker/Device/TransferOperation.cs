using System.Diagnostics;
using System.Runtime.InteropServices;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Device;

/// <summary>
/// Operation <c>memory</c> between host and device: <c>h2d</c>, <c>d2h</c> and <c>both</c> at once, from and to pinned memory, or from and
/// to ordinary memory through a pinned stretch.
/// </summary>
internal static unsafe class TransferOperation
{
    private const int PageBytes = 4096;
    private const long StageBytes = 16 << 20;

    public static IOperation Prepare(Prepare request, IComputeDevice device)
    {
        if (device.Facts is { IsIntegrated: true, IsCpuDriver: false })
            throw new UnsupportedException("this GPU shares the memory of the CPU: nothing is transferred");
        var (kind, bytes) = (request.Params.Choice("kind", "h2d", "d2h", "both"), request.Params.Number("bytes", PageBytes, 1L << 30));
        var isPinned = request.Params.Flag("pinned");
        if (kind == "both" && !isPinned) throw new UnsupportedException("both directions at once need pinned memory");
        var held = new DeviceResources();
        try
        {
            var pattern = RandomPattern.Bits(request.Seed);
            var (call, detail) = isPinned
                ? Pinned(device, held, pattern, kind, bytes)
                : Pageable(device, held, pattern, kind, bytes);
            var first = call(1);
            var seconds = call(1).Seconds;
            return new DeviceOperation(
                new Prepared(
                    request.Id, Backend.Of(device.Facts, detail), 2 * bytes * (kind == "both" ? 2 : 1), first.HostSeconds, Checked: true,
                    MaxError: 0, Tolerance: 0),
                calls => Submissions.Run(calls, seconds, call), Backend.Notes(device.Facts), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static (Func<int, Timing> Call, string Detail) Pinned(
        IComputeDevice device, DeviceResources held, RandomPattern pattern, string kind, long bytes)
    {
        var up = kind == "d2h" ? (BufferCopy?)null : Up(device, held, pattern, bytes);
        var down = kind == "h2d" ? (BufferCopy?)null : Down(device, held, pattern, bytes);
        Func<int, Timing> call = (up, down) switch
        {
            ({ } there, { } back) => calls => device.CopyBoth(there, back, calls),
            _ => calls => device.Copy([up ?? down!.Value], calls),
        };
        // What is timed is checked: each copy alone says nothing of two queues.
        call(1);
        if (up is { To: var local })
            device.Download(local, (found, at) => Wrong.Require(pattern.Differences(found, at), found.Length, "h2d"));
        if (down is { To: var host }) Wrong.Require(pattern.Differences(host.Host, 0), bytes, "d2h");
        return (call, kind == "both" ? $"pinned, {device.BothWays}" : "pinned");
    }

    private static BufferCopy Up(IComputeDevice device, DeviceResources held, RandomPattern pattern, long bytes)
    {
        var (host, local) = (held.Add(device.Allocate(bytes, MemoryPlace.Host)), held.Add(device.Allocate(bytes, MemoryPlace.Device)));
        device.Spoil(local);
        pattern.Fill(host.Host, 0);
        return new BufferCopy(host, local, bytes);
    }

    private static BufferCopy Down(IComputeDevice device, DeviceResources held, RandomPattern pattern, long bytes)
    {
        var (host, local) = (held.Add(device.Allocate(bytes, MemoryPlace.Host)), held.Add(device.Allocate(bytes, MemoryPlace.Device)));
        device.Upload(local, pattern.Fill);
        host.Host.Fill(DeviceData.Poison);
        return new BufferCopy(local, host, bytes);
    }

    private static (Func<int, Timing> Call, string Detail) Pageable(
        IComputeDevice device, DeviceResources held, RandomPattern pattern, string kind, long bytes)
    {
        var memory = held.Add(new PageableMemory(bytes));
        var stage = held.Add(device.Allocate(Math.Min(bytes, StageBytes), MemoryPlace.Host));
        var local = held.Add(device.Allocate(bytes, MemoryPlace.Device));
        if (kind == "h2d")
        {
            device.Spoil(local);
            pattern.Fill(memory.Span, 0);
            Staged(1);
            device.Download(local, (found, at) => Wrong.Require(pattern.Differences(found, at), found.Length, kind));
        }
        else
        {
            device.Upload(local, pattern.Fill);
            memory.Span.Fill(DeviceData.Poison);
            stage.Host.Fill(DeviceData.Poison);
            Staged(1);
            Wrong.Require(pattern.Differences(memory.Span, 0), bytes, kind);
        }

        return (Staged, FormattableString.Invariant($"pageable, through {stage.Bytes >> 20} MiB of pinned memory"));

        Timing Staged(int calls)
        {
            var begin = Stopwatch.GetTimestamp();
            for (var call = 0; call < calls; call++)
                for (long place = 0; place < bytes; place += stage.Bytes)
                {
                    var part = memory.Span[(int)place..(int)Math.Min(bytes, place + stage.Bytes)];
                    if (kind == "h2d") part.CopyTo(stage.Host);
                    device.Copy(
                        [kind == "h2d"
                            ? new BufferCopy(stage, local, part.Length, 0, place)
                            : new BufferCopy(local, stage, part.Length, place)],
                        1);
                    if (kind == "d2h") stage.Host[..part.Length].CopyTo(part);
                }

            return new Timing(HostClock.Seconds(Stopwatch.GetTimestamp() - begin), null);
        }
    }

    /// <summary>Memory as programs have it, on pages of its own.</summary>
    private sealed class PageableMemory(long bytes) : IDisposable
    {
        private readonly void* _memory = NativeMemory.AlignedAlloc((nuint)bytes, PageBytes);

        public Span<byte> Span => new(_memory, (int)bytes);

        public void Dispose() => NativeMemory.AlignedFree(_memory);
    }
}
