using System.Net.Sockets;
using System.Runtime.InteropServices;
using StackBench.Protocol;

namespace StackBench.Screens.Host;

/// <summary>
/// Notices that the terminal is gone. The reader of Terminal.Gui takes the end of its input for keys that are still to come, reads on at
/// full speed and never ends: so the input is put on a socket to which nobody sends.
/// </summary>
internal static partial class TerminalWatch
{
    private const int StandardInput = 0;

    // Never blocks: the reader may have been told of input just before the change, and its end is waited for.
    private static readonly Lazy<Socket> Silence =
        new(() => new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false });

    /// <param name="gone">Called at most once, from a thread of its own.</param>
    public static void Start(Action gone) => DescriptorWatch.OnHangUp(StandardInput, () =>
    {
        if (Redirect((int)Silence.Value.SafeHandle.DangerousGetHandle(), StandardInput) >= 0) gone();
    });

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Redirect(int from, int to);
}
