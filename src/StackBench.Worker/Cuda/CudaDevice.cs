using System.Diagnostics;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Sampling;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Cuda;

/// <summary>An opened device: one stream that computes, another for copies the other way.</summary>
internal sealed class CudaDevice : IComputeDevice, IGraphDevice, IDisposable
{
    private readonly CudaStream _computing, _copying;

    private CudaDevice(CudaDeviceInfo info)
    {
        Info = info;
        Facts = CudaFacts.Of(info);
        Context = new CudaContext(info.Handle);
        try
        {
            Context.Enter();
            _computing = new CudaStream();
            _copying = new CudaStream();
        }
        catch
        {
            _computing?.Dispose();
            Context.Dispose();
            throw;
        }
    }

    public DeviceFacts Facts { get; }

    public CudaDeviceInfo Info { get; }

    public CudaContext Context { get; }

    public long FreeBytes => Context.FreeBytes;

    public string InTurn => "launches in one stream";

    public string BothWays => Info.CopyEngines switch
    {
        0 => "no copy engine",
        1 => "one copy engine",
        var count => FormattableString.Invariant($"{count} copy engines"),
    };

    public static CudaDevice Open(CudaDeviceInfo info) => ClockTrial.Tried(new CudaDevice(info), opened => opened._computing.DropClock());

    public IDeviceBuffer Allocate(long bytes, MemoryPlace place) => Context.Allocate(bytes, place);

    /// <remarks>A warp has one size.</remarks>
    public IDeviceKernel Build(Kernel kernel, int subgroupSize = 0) => new CudaKernel(Context, Info, kernel);

    public Timing Run(IReadOnlyList<Dispatch> call, int calls) => OnComputing(() => Launch(call, calls));

    public Timing RoundTrip(IReadOnlyList<Dispatch> call)
    {
        Context.Enter();
        return _computing.RunWithoutEvents(() => Launch(call, 1));
    }

    public IDeviceGraph Record(IReadOnlyList<Dispatch> call, int calls)
    {
        if (!Cu.Has(nameof(Cu.cuGraphInstantiateWithFlags)))
            throw new UnsupportedException("the driver lacks the graphs of CUDA 11.4", "install a newer driver");
        Context.Enter();
        var graph = CudaGraph.Capture(Context, _computing, () => Launch(call, calls));
        try
        {
            // The first launch brings it to the device.
            graph.Run();
            return graph;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    public Timing Copy(IReadOnlyList<BufferCopy> copies, int calls) => OnComputing(() =>
    {
        for (var i = 0; i < calls; i++)
            foreach (var copy in copies) Copy(copy, _computing);
    });

    /// <summary>A copy into the memory of another device, by this device's copy engines.</summary>
    public Timing CopyToPeer(BufferCopy copy, CudaDevice peer, int calls) => OnComputing(() => CopyToPeer(copy, peer, _computing, calls));

    /// <summary>Two copies at once between this device and another, each by a stream of the device it comes from; by the host's clock.
    /// </summary>
    public Timing CopyBothWays(BufferCopy there, BufferCopy back, CudaDevice peer, int calls)
    {
        var begin = Stopwatch.GetTimestamp();
        // In turns: neither way gets far ahead of the other.
        for (var i = 0; i < calls; i++)
        {
            Context.Enter();
            CopyToPeer(there, peer, _computing, 1);
            peer.Context.Enter();
            peer.CopyToPeer(back, this, peer._computing, 1);
        }

        peer._computing.Wait();
        Context.Enter();
        _computing.Wait();
        return new Timing(HostClock.Seconds(Stopwatch.GetTimestamp() - begin), null);
    }

    public Timing CopyBoth(BufferCopy one, BufferCopy other, int calls)
    {
        Context.Enter();
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
        {
            Copy(one, _computing);
            Copy(other, _copying);
        }

        _computing.Wait();
        _copying.Wait();
        return new Timing(HostClock.Seconds(Stopwatch.GetTimestamp() - begin), null);
    }

    public void Dispose()
    {
        if (!Context.TryEnter()) return;
        _copying.Dispose();
        _computing.Dispose();
        Context.Dispose();
    }

    private static void Copy(BufferCopy copy, CudaStream stream) => CudaError.Require(
        Cu.cuMemcpyAsync(
            copy.To.Address + (ulong)copy.ToOffset, copy.From.Address + (ulong)copy.FromOffset, (nuint)copy.Bytes, stream.Handle),
        nameof(Cu.cuMemcpyAsync));

    private void CopyToPeer(BufferCopy copy, CudaDevice peer, CudaStream stream, int calls)
    {
        for (var i = 0; i < calls; i++)
            CudaError.Require(
                Cu.cuMemcpyPeerAsync(
                    copy.To.Address, peer.Context.Handle, copy.From.Address, Context.Handle, (nuint)copy.Bytes, stream.Handle),
                nameof(Cu.cuMemcpyPeerAsync));
    }

    private Timing OnComputing(Action submit)
    {
        Context.Enter();
        return _computing.Run(submit);
    }

    private void Launch(IReadOnlyList<Dispatch> call, int calls)
    {
        for (var i = 0; i < calls; i++)
            foreach (var dispatch in call) ((CudaKernel)dispatch.Kernel).Launch(dispatch, _computing.Handle);
    }
}
