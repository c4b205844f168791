using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using StackBench.Protocol;

namespace StackBench.Worker;

/// <summary>
/// Messages in and out. On Unix the real stdout is moved to a private descriptor and fd 1 points at stderr, so that whatever
/// a library prints ends in the log and never between two messages.
/// </summary>
internal sealed partial class ProtocolChannel : IDisposable
{
    private readonly Stream _output;
    private readonly StreamReader _input;

    private ProtocolChannel(Stream output)
    {
        _output = output;
        _input = new StreamReader(Console.OpenStandardInput());
    }

    /// <summary>Must be called before any library is loaded that may print.</summary>
    public static ProtocolChannel Open() => new(OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : TakeStandardOutput());

    public void Send(WorkerMessage message)
    {
        _output.Write(Framing.Encode(message, ProtocolJson.Default.WorkerMessage));
        _output.Flush();
    }

    /// <summary>The next message of the host; null at the end of its stream.</summary>
    /// <exception cref="JsonException">A line is no message.</exception>
    public HostMessage? Receive()
    {
        while (_input.ReadLine() is { } line)
        {
            var text = line.Trim((char)Framing.RecordSeparator).Trim();
            if (text.Length == 0) continue;
            return JsonSerializer.Deserialize(text, ProtocolJson.Default.HostMessage) ?? throw new JsonException("null is no message");
        }

        return null;
    }

    public void Dispose()
    {
        _output.Dispose();
        _input.Dispose();
    }

    private static FileStream TakeStandardOutput()
    {
        const int dupCloseOnExec = 1030; // F_DUPFD_CLOEXEC on Linux; macOS uses 67
        var copy = Fcntl(1, OperatingSystem.IsMacOS() ? 67 : dupCloseOnExec, 3);
        if (copy < 0 || Dup2(2, 1) < 0)
            throw new IOException($"cannot move stdout aside: error {Marshal.GetLastPInvokeError()}");
        HostWatch.Start(copy);
        return new FileStream(new SafeFileHandle(copy, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Dup2(int from, int to);
}
