using System.Runtime.InteropServices;

namespace StackBench.Protocol.Engines;

/// <summary>Tells when nobody can read this process's stdout any more: its host died, and work in progress serves nobody.</summary>
internal static partial class ReaderWatch
{
    private const int StandardOutput = 1;
    private const short ReaderGone = 0x08; // POLLERR of a pipe's writing end, on Linux, macOS and the BSDs
    private const int Interrupted = 4; // EINTR

    public static void Start(Action gone)
    {
        if (OperatingSystem.IsWindows()) return;
        new Thread(() => Watch(gone)) { IsBackground = true, Name = "host watch" }.Start();
    }

    private static void Watch(Action gone)
    {
        var polled = new Polled { Descriptor = StandardOutput };
        while (Poll(ref polled, 1, -1) < 0 && Marshal.GetLastPInvokeError() == Interrupted) { }
        if ((polled.Happened & ReaderGone) != 0) gone();
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Polled descriptors, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }
}
