using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace StackBench.Screens.Host;

/// <summary>
/// Notices that the terminal is gone. The reader of Terminal.Gui takes the end of its input for keys that are still to come, reads on at full
/// speed and never ends: so the input is put on a pipe into which nobody writes.
/// </summary>
internal static partial class TerminalWatch
{
    private const int StandardInput = 0;
    private const int Interrupted = 4; // EINTR
    private const short HungUp = 0x10; // POLLHUP, on Linux, macOS and the BSDs

    // Never closed: without its writer a pipe would be an end of the input again.
    private static readonly Lazy<AnonymousPipeServerStream> Silence = new(() => new AnonymousPipeServerStream(PipeDirection.In));

    /// <param name="gone">Called at most once, from a thread of its own.</param>
    public static void Start(Action gone)
    {
        if (OperatingSystem.IsWindows()) return;
        new Thread(() => Watch(gone)) { IsBackground = true, Name = "terminal watch" }.Start();
    }

    private static void Watch(Action gone)
    {
        // Asked for nothing, poll still tells of a hang-up.
        var polled = new Polled { Descriptor = StandardInput };
        while (Poll(ref polled, 1, -1) < 0 && Marshal.GetLastPInvokeError() == Interrupted) { }
        if ((polled.Happened & HungUp) == 0) return;
        if (Redirect((int)Silence.Value.SafePipeHandle.DangerousGetHandle(), StandardInput) >= 0) gone();
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Polled descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Redirect(int from, int to);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }
}
