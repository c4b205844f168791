using System.Diagnostics;
using StackBench.Worker.Device;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Cuda;

/// <summary>A stream that does one command after the other, with an event before the first and one behind the last: its clock.</summary>
internal sealed unsafe class CudaStream : IDisposable
{
    private const double NanosecondsPerMillisecond = 1e6;

    private readonly nint _begin, _end;
    private bool _hasClock = true;

    /// <summary>In the context that its thread has entered.</summary>
    public CudaStream()
    {
        CudaError.Require(Cu.cuStreamCreate(out var handle, Cu.CU_STREAM_NON_BLOCKING), nameof(Cu.cuStreamCreate));
        Handle = handle;
        try
        {
            CudaError.Require(Cu.cuEventCreate(out _begin, Cu.CU_EVENT_DEFAULT), nameof(Cu.cuEventCreate));
            CudaError.Require(Cu.cuEventCreate(out _end, Cu.CU_EVENT_DEFAULT), nameof(Cu.cuEventCreate));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public nint Handle { get; }

    /// <summary>From now on time is the host's alone.</summary>
    public void DropClock() => _hasClock = false;

    /// <param name="submit">Hands over commands for this stream.</param>
    /// <exception cref="StackBench.Protocol.Engines.DeviceLostException">The device did not do what was handed over.</exception>
    public Timing Run(Action submit)
    {
        var begin = Stopwatch.GetTimestamp();
        if (_hasClock) CudaError.Require(Cu.cuEventRecord(_begin, Handle), nameof(Cu.cuEventRecord));
        submit();
        if (_hasClock) CudaError.Require(Cu.cuEventRecord(_end, Handle), nameof(Cu.cuEventRecord));
        Wait();
        var hostSeconds = HostClock.Seconds(Stopwatch.GetTimestamp() - begin);
        return new Timing(hostSeconds, DeviceSeconds(hostSeconds));
    }

    /// <summary>Time by the host's clock alone: two events would be commands of their own.</summary>
    /// <inheritdoc cref="Run"/>
    public Timing RunWithoutEvents(Action submit)
    {
        var begin = Stopwatch.GetTimestamp();
        submit();
        Wait();
        return new Timing(HostClock.Seconds(Stopwatch.GetTimestamp() - begin), null);
    }

    /// <summary>Waits without end: a host that hears nothing ends this process.</summary>
    public void Wait() => CudaError.RequireDone(Cu.cuStreamSynchronize(Handle), nameof(Cu.cuStreamSynchronize));

    public void Dispose()
    {
        if (CudaError.IsLost) return;
        if (_end != 0) _ = Cu.cuEventDestroy_v2(_end);
        if (_begin != 0) _ = Cu.cuEventDestroy_v2(_begin);
        _ = Cu.cuStreamDestroy_v2(Handle);
    }

    private double? DeviceSeconds(double hostSeconds) =>
        _hasClock && Cu.cuEventElapsedTime(out var milliseconds, _begin, _end) == 0 && milliseconds is > 0 and < float.PositiveInfinity
            ? StampClock.Seconds(0, (ulong)(milliseconds * NanosecondsPerMillisecond), 64, 1, hostSeconds)
            : null;
}
