using System.Runtime.InteropServices;

namespace StackBench.Terminal;

/// <summary>
/// stdout or stderr of a process that is piped or redirected. A full disk, a reader that left or a stream that was closed ends no
/// measurement: the first failure is remembered, and what is written after it goes nowhere.
/// </summary>
internal sealed partial class StandardStream : Stream
{
    public const int Output = 1, Error = 2;

    private const int GetFlags = 1, CloseOnExec = 1, WriteOnly = 1;
    private const short Writable = 4;
    private const int Interrupted = 4, BadDescriptor = 9, TryAgain = 11, BrokenPipe = 32, NoSpace = 28;

    private const string Closed = "it is closed";

    private readonly int _descriptor;
    private bool _isClosed;

    private StandardStream(int descriptor) => _descriptor = descriptor;

    /// <summary>Why not all that was written has arrived; null where it has.</summary>
    public string? Failure { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <param name="descriptor"><see cref="Output"/> or <see cref="Error"/>.</param>
    public static StandardStream Open(int descriptor)
    {
        var stream = new StandardStream(descriptor);
        // What came from the process before has lost this flag on the way; a descriptor with it is one of the runtime's own files, which
        // took the number of a stream that was closed.
        if (Control(descriptor, GetFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0)) stream._isClosed = true;
        // No database or log may be opened under this number: what is printed would end up in it.
        if (flags < 0 && OpenFile("/dev/null", WriteOnly) is var blank and >= 0 && blank != descriptor)
        {
            Duplicate(blank, descriptor);
            Close(blank);
        }

        return stream;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isClosed && buffer.Length > 0) Failure = Closed;
        while (buffer.Length > 0 && Failure is null)
        {
            var written = WriteBytes(_descriptor, buffer, (nuint)buffer.Length);
            if (written >= 0) buffer = buffer[(int)written..];
            else Fail(Marshal.GetLastPInvokeError());
        }
    }

    private void Fail(int error)
    {
        if (error == Interrupted) return;
        if (error == TryAgain)
        {
            // Another program made the pipe one that does not wait.
            var watched = new Watched(_descriptor, Writable, 0);
            Wait(ref watched, 1, -1);
            return;
        }

        Failure = error switch
        {
            NoSpace => "no space is left there",
            BrokenPipe => "its reader ended before the end",
            BadDescriptor => Closed,
            _ => Marshal.GetPInvokeErrorMessage(error),
        };
    }

    [StructLayout(LayoutKind.Sequential)]
    private record struct Watched(int Descriptor, short Events, short Happened);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteBytes(int descriptor, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Wait(ref Watched watched, nuint count, int milliseconds);
}
