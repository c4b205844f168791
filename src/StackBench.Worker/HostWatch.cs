using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StackBench.Worker;

/// <summary>
/// Ends this process soon after its host is gone, even in the midst of a computation that would go on for hours: the loop notices the end of
/// stdin only between two messages. Waits in the kernel, so that it disturbs no measurement.
/// </summary>
internal static partial class HostWatch
{
    private const short HangUp = 0x10; // POLLHUP on Linux, macOS and the BSDs
    private const int Interrupted = 4; // EINTR
    private const int StandardInput = 0;
    private const int GraceMilliseconds = 2000;

    public static void Start()
    {
        if (OperatingSystem.IsWindows()) return;
        new Thread(Watch) { IsBackground = true, Name = "host watch" }.Start();
    }

    private static void Watch()
    {
        var stdin = new Polled(StandardInput, 0, 0);
        while (Poll(ref stdin, 1, -1) < 0 && Marshal.GetLastPInvokeError() == Interrupted) { }
        if ((stdin.Happened & HangUp) == 0) return;
        _ = Poll(ref stdin, 0, GraceMilliseconds);
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Polled descriptors, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled(int descriptor, short wanted, short happened)
    {
        public int Descriptor = descriptor;
        public short Wanted = wanted;
        public short Happened = happened;
    }
}
