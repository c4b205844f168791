using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StackBench.Worker;

/// <summary>
/// Ends this process as soon as nobody can read its answers any more, even in the midst of a computation that would go on for hours: the loop
/// notices the end of its host only between two messages. The end of stdin alone is no such sign, as all requests may have been written in advance.
/// Waits in the kernel, so that it disturbs no measurement.
/// </summary>
internal static partial class HostWatch
{
    private const short ReaderGone = 0x08; // POLLERR of a pipe's writing end, on Linux, macOS and the BSDs
    private const int Interrupted = 4; // EINTR

    /// <param name="output">Descriptor the answers go to.</param>
    public static void Start(int output) => new Thread(() => Watch(output)) { IsBackground = true, Name = "host watch" }.Start();

    private static void Watch(int output)
    {
        var polled = new Polled(output, 0, 0);
        while (Poll(ref polled, 1, -1) < 0 && Marshal.GetLastPInvokeError() == Interrupted) { }
        if ((polled.Happened & ReaderGone) == 0) return;
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
