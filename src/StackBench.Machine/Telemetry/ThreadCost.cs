using System.Runtime.InteropServices;

namespace StackBench.Machine.Telemetry;

/// <summary>CPU time and priority of the calling thread.</summary>
internal static partial class ThreadCost
{
    private const int ThreadCpuTimeClock = 3;
    private const int OneProcess = 0;
    private const int CallingThread = 0;

    // Enough to let the measured threads go first, not so much that readings come late on a full machine.
    private const int Niceness = 5;

    /// <summary>CPU time the calling thread has used, in seconds; null where the system does not tell.</summary>
    public static double? Seconds() =>
        OperatingSystem.IsLinux() && GetTime(ThreadCpuTimeClock, out var time) == 0 ? time.Seconds + (time.Nanoseconds * 1e-9) : null;

    /// <summary>Lets other threads go first. .NET's own thread priorities do nothing on Linux.</summary>
    public static void GiveWay()
    {
        if (OperatingSystem.IsLinux()) _ = SetPriority(OneProcess, CallingThread, Niceness);
        else Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int kind, int who, int niceness);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
