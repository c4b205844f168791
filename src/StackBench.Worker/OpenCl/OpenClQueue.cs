using System.Diagnostics;
using System.Numerics;
using StackBench.Worker.Device;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.OpenCl;

/// <summary>A queue that does one command after the other; of the first and the last it has events, whose stamps are its clock.</summary>
internal sealed unsafe class OpenClQueue : IDisposable
{
    private bool _hasClock;

    public OpenClQueue(nint context, nint device, bool hasClock)
    {
        _hasClock = hasClock;
        Handle = Cl.clCreateCommandQueue(context, device, hasClock ? Cl.CL_QUEUE_PROFILING_ENABLE : 0, out var error);
        ClError.Require(error, nameof(Cl.clCreateCommandQueue));
    }

    /// <summary>Hands over the command of a number, and its event where one is asked for.</summary>
    /// <returns>What the function of OpenCL returned.</returns>
    public delegate int Command(nint queue, int number, nint* done);

    public nint Handle { get; }

    /// <summary>
    /// Whether the device gets what was handed over up to this command: after 1, 2, 4, 8, so that it idles for no longer than it worked,
    /// and few calls are for that alone.
    /// </summary>
    public static bool IsFlushedAfter(int number) => BitOperations.IsPow2(number + 1);

    /// <summary>From now on time is the host's alone.</summary>
    public void DropClock() => _hasClock = false;

    /// <exception cref="StackBench.Protocol.Engines.DeviceLostException">The device did not do what was handed over.</exception>
    public Timing Run(int count, string function, Command command)
    {
        nint first = 0, last = 0;
        try
        {
            var begin = Stopwatch.GetTimestamp();
            for (var number = 0; number < count; number++)
            {
                var done = number == 0 ? &first : number == count - 1 ? &last : null;
                ClError.RequireNext(command(Handle, number, done), function, number);
                // The device begins while the host hands over the rest: both clocks see the same stretch.
                if (number + 1 < count && IsFlushedAfter(number)) Flush();
            }

            Finish();
            var hostSeconds = HostClock.Seconds(Stopwatch.GetTimestamp() - begin);
            if (last == 0) last = first;
            RequireDone(last, function);
            return new Timing(hostSeconds, DeviceSeconds(first, last, hostSeconds));
        }
        finally
        {
            if (!ClError.IsLost)
            {
                if (last != 0 && last != first) _ = Cl.clReleaseEvent(last);
                if (first != 0) _ = Cl.clReleaseEvent(first);
            }
        }
    }

    /// <summary>Gives the device what was handed over.</summary>
    public void Flush() => ClError.RequireDone(Cl.clFlush(Handle), nameof(Cl.clFlush));

    /// <summary>Waits without end: a host that hears nothing ends this process.</summary>
    public void Finish() => ClError.RequireDone(Cl.clFinish(Handle), nameof(Cl.clFinish));

    public void Dispose()
    {
        if (!ClError.IsLost) _ = Cl.clReleaseCommandQueue(Handle);
    }

    // Some drivers tell of a command that failed by its event alone.
    private static void RequireDone(nint last, string function)
    {
        int status;
        var result = Cl.clGetEventInfo(last, Cl.CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof(int), &status, out _);
        ClError.RequireDone(result, nameof(Cl.clGetEventInfo));
        if (status < 0) ClError.RequireDone(status, function);
    }

    private double? DeviceSeconds(nint first, nint last, double hostSeconds)
    {
        if (!_hasClock) return null;
        ulong begin, end;
        return Cl.clGetEventProfilingInfo(first, Cl.CL_PROFILING_COMMAND_START, sizeof(ulong), &begin, out _) == 0
            && Cl.clGetEventProfilingInfo(last, Cl.CL_PROFILING_COMMAND_END, sizeof(ulong), &end, out _) == 0
                ? StampClock.Seconds(begin, end, 64, 1, hostSeconds)
                : null;
    }
}
