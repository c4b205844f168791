using System.IO.Pipes;
using System.Runtime.InteropServices;
using StackBench.Protocol;

namespace StackBench.Screens.Host;

/// <summary>
/// Notices that the terminal is gone. The reader of Terminal.Gui takes the end of its input for keys that are still to come, reads on at
/// full speed and never ends: so the input is put on a pipe into which nobody writes.
/// </summary>
internal static partial class TerminalWatch
{
    private const int StandardInput = 0;

    // Never closed: without its writer a pipe would be an end of the input again.
    private static readonly Lazy<AnonymousPipeServerStream> Silence = new(() => new AnonymousPipeServerStream(PipeDirection.In));

    /// <param name="gone">Called at most once, from a thread of its own.</param>
    public static void Start(Action gone) => DescriptorWatch.OnHangUp(StandardInput, () =>
    {
        if (Redirect((int)Silence.Value.SafePipeHandle.DangerousGetHandle(), StandardInput) >= 0) gone();
    });

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Redirect(int from, int to);
}
