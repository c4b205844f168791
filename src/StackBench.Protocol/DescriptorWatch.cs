using System.Runtime.InteropServices;

namespace StackBench.Protocol;

/// <summary>
/// Tells once when the other end of a file descriptor is gone: nobody reads a pipe any more, or a terminal was closed. Waits in the kernel
/// on a thread of its own, so that it disturbs no measurement. Does nothing on Windows.
/// </summary>
public static partial class DescriptorWatch
{
    // The same on Linux, macOS and the BSDs.
    private const short ReaderGone = 0x08; // POLLERR of a pipe's writing end
    private const short HungUp = 0x10; // POLLHUP
    private const short Readable = 0x01; // POLLIN
    private const int Interrupted = 4; // EINTR

    /// <param name="gone">Called at most once, from the watching thread.</param>
    public static void OnReaderGone(int descriptor, Action gone) => Start(descriptor, ReaderGone, gone);

    /// <param name="gone">Called at most once, from the watching thread.</param>
    public static void OnHangUp(int descriptor, Action gone) => Start(descriptor, HungUp, gone);

    /// <summary>Waits until one of two descriptors has something to read, or its other end is gone, or a signal comes.</summary>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public static void WaitForAny(int one, int other)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        Span<Polled> polled = [new() { Descriptor = one, Wanted = Readable }, new() { Descriptor = other, Wanted = Readable }];
        _ = Poll(ref polled[0], (nuint)polled.Length, -1);
    }

    private static void Start(int descriptor, short condition, Action gone)
    {
        if (OperatingSystem.IsWindows()) return;
        new Thread(() => Watch(descriptor, condition, gone)) { IsBackground = true, Name = "descriptor watch" }.Start();
    }

    private static void Watch(int descriptor, short condition, Action gone)
    {
        // Asked for nothing, poll still tells of these conditions.
        var polled = new Polled { Descriptor = descriptor };
        while (Poll(ref polled, 1, -1) < 0 && Marshal.GetLastPInvokeError() == Interrupted) { }
        if ((polled.Happened & condition) != 0) gone();
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
