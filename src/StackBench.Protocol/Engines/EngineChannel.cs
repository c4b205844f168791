using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace StackBench.Protocol.Engines;

/// <summary>Messages in and out.</summary>
public sealed partial class EngineChannel(TextReader input, Stream output) : IDisposable
{
    /// <summary>
    /// The process's own streams. On Unix the real stdout is moved to a private descriptor and fd 1 points at stderr, so that whatever a
    /// library prints ends in the log and never between two messages: it must be called before any library is loaded that may print.
    /// </summary>
    /// <param name="hostGone">
    /// Called at most once, from a thread of its own, when nobody can read the answers any more. The end of stdin alone is no such sign, as
    /// all requests may have been written in advance.
    /// </param>
    public static EngineChannel OnStandardStreams(Action hostGone)
    {
        ArgumentNullException.ThrowIfNull(hostGone);
        return new EngineChannel(
            new StreamReader(Console.OpenStandardInput()),
            OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : TakeStandardOutput(hostGone));
    }

    public void Send(WorkerMessage message)
    {
        output.Write(Framing.Encode(message, ProtocolJson.Default.WorkerMessage));
        output.Flush();
    }

    /// <summary>The next message of the host; null at the end of its stream.</summary>
    /// <exception cref="JsonException">A line is not a message.</exception>
    public HostMessage? Receive()
    {
        while (input.ReadLine() is { } line)
        {
            var text = line.Trim((char)Framing.RecordSeparator).Trim();
            if (text.Length == 0) continue;
            return JsonSerializer.Deserialize(text, ProtocolJson.Default.HostMessage) ?? throw new JsonException("null is no message");
        }

        return null;
    }

    public void Dispose()
    {
        output.Dispose();
        input.Dispose();
    }

    private static FileStream TakeStandardOutput(Action hostGone)
    {
        const int dupCloseOnExec = 1030; // F_DUPFD_CLOEXEC on Linux; macOS uses 67
        var copy = Fcntl(1, OperatingSystem.IsMacOS() ? 67 : dupCloseOnExec, 3);
        if (copy < 0 || Dup2(2, 1) < 0)
            throw new IOException($"cannot move stdout aside: error {Marshal.GetLastPInvokeError()}");
        DescriptorWatch.OnReaderGone(copy, hostGone);
        return new FileStream(new SafeFileHandle(copy, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Dup2(int from, int to);
}
