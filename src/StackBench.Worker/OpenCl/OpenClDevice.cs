using System.Diagnostics;
using StackBench.Worker.Device;
using StackBench.Worker.Sampling;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.OpenCl;

/// <summary>An opened device: one queue that computes, another for copies the other way.</summary>
internal sealed unsafe class OpenClDevice : IComputeDevice, IDisposable
{
    private readonly OpenClDeviceInfo _info;
    private readonly nint _context;
    private readonly OpenClQueue _computing, _copying;
    private readonly OpenClMemory _memory;

    private OpenClDevice(OpenClDeviceInfo info)
    {
        _info = info;
        Facts = OpenClFacts.Of(info);
        var handle = info.Handle;
        _context = Cl.clCreateContext(null, 1, &handle, 0, 0, out var error);
        ClError.Require(error, nameof(Cl.clCreateContext));
        try
        {
            _computing = new OpenClQueue(_context, info.Handle, hasClock: true);
            // Two queues are timed by the host, which has one clock for both.
            _copying = new OpenClQueue(_context, info.Handle, hasClock: false);
            _memory = new OpenClMemory(_context, _computing.Handle, info);
        }
        catch
        {
            _computing?.Dispose();
            _ = Cl.clReleaseContext(_context);
            throw;
        }
    }

    public DeviceFacts Facts { get; }

    public long FreeBytes => _memory.FreeBytes;

    public string BothWays => "on two queues";

    public static OpenClDevice Open(OpenClDeviceInfo info) =>
        ClockTrial.Tried(new OpenClDevice(info), opened => opened._computing.DropClock());

    public IDeviceBuffer Allocate(long bytes, MemoryPlace place) => _memory.Allocate(bytes, place);

    /// <remarks>The driver chooses the subgroup size; products of tiles are only offered in that one.</remarks>
    public IDeviceKernel Build(Kernel kernel, int subgroupSize = 0) => new OpenClKernel(_context, _info, kernel);

    public Timing Run(IReadOnlyList<Dispatch> call, int calls) => _computing.Run(
        calls * call.Count, nameof(Cl.clEnqueueNDRangeKernel), (queue, number, done) =>
        {
            var dispatch = call[number % call.Count];
            var kernel = (OpenClKernel)dispatch.Kernel;
            // Arguments stay until others take their place.
            if (number == 0 || call.Count > 1) kernel.Set(dispatch.Arguments, _memory);
            nuint local = (nuint)kernel.GroupSize, global = (nuint)dispatch.Groups * local;
            return Cl.clEnqueueNDRangeKernel(queue, kernel.Handle, 1, null, &global, &local, 0, null, done);
        });

    public Timing Copy(IReadOnlyList<BufferCopy> copies, int calls) => _computing.Run(
        calls * copies.Count, "the copy of a buffer", (queue, number, done) => Copy(queue, copies[number % copies.Count], done));

    public Timing CopyBoth(BufferCopy one, BufferCopy other, int calls)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
        {
            ClError.RequireNext(Copy(_computing.Handle, one, null), "the copy of a buffer", i);
            ClError.RequireNext(Copy(_copying.Handle, other, null), "the copy of a buffer", i);
            if (!OpenClQueue.IsFlushedAfter(i)) continue;
            _computing.Flush();
            _copying.Flush();
        }

        // Both run before the host waits for one of them.
        _copying.Flush();
        _computing.Finish();
        _copying.Finish();
        return new Timing(HostClock.Seconds(Stopwatch.GetTimestamp() - begin), null);
    }

    public void Dispose()
    {
        if (ClError.IsLost) return;
        _copying.Dispose();
        _computing.Dispose();
        _ = Cl.clReleaseContext(_context);
    }

    /// <summary>Memory of the host is read and written where it is mapped: so drivers take it for pinned.</summary>
    private static int Copy(nint queue, BufferCopy copy, nint* done)
    {
        var (from, to) = ((OpenClBuffer)copy.From, (OpenClBuffer)copy.To);
        var bytes = (nuint)copy.Bytes;
        return (from.Mapped is not null, to.Mapped is not null) switch
        {
            (true, false) => Cl.clEnqueueWriteBuffer(
                queue, to.Handle, 0, (nuint)copy.ToOffset, bytes, (byte*)from.Mapped + copy.FromOffset, 0, null, done),
            (false, true) => Cl.clEnqueueReadBuffer(
                queue, from.Handle, 0, (nuint)copy.FromOffset, bytes, (byte*)to.Mapped + copy.ToOffset, 0, null, done),
            (false, false) => Cl.clEnqueueCopyBuffer(
                queue, from.Handle, to.Handle, (nuint)copy.FromOffset, (nuint)copy.ToOffset, bytes, 0, null, done),
            _ => throw new InvalidOperationException("a copy within the host's memory is not the device's work"),
        };
    }
}
