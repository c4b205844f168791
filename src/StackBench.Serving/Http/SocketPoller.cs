using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace StackBench.Serving.Http;

/// <summary>
/// A thread that waits for many sockets at once (epoll, edge-triggered) and reads the ready ones itself. They are few and live as long as
/// the program: with nothing to read they sleep.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class SocketPoller
{
    // Half of the processors, for a server beside it needs the others: of two pollers on two processors each waits for fewer sockets and
    // wakes more often. Four at most is a guess: more than one was not measured.
    private const int MostThreads = 4;
    private const int MostReady = 256;
    private const int ReadBytes = 65536;

    // sys/epoll.h; struct epoll_event is packed on x86-64 alone.
    private const int CloseOnExec = 0x80000, Add = 1;
    private const uint Readable = 0x001, Writable = 0x004, Failed = 0x008, HungUp = 0x010, PeerClosed = 0x2000, EdgeTriggered = 1u << 31;
    private const int Interrupted = 4; // EINTR
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = DataAt + sizeof(ulong);

    private static readonly Lazy<SocketPoller[]> Pollers =
        new(() => [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount / 2, 1, MostThreads)).Select(_ => new SocketPoller())],
            LazyThreadSafetyMode.ExecutionAndPublication);

    private static int LastTaken;
    private readonly int _descriptor = Create(CloseOnExec);
    private readonly ConcurrentDictionary<long, PolledConnection> _watched = [];
    private long _count;

    private SocketPoller()
    {
        if (_descriptor < 0) throw NoMore();
        new Thread(Run) { IsBackground = true, Name = "socket poller" }.Start();
    }

    /// <summary>The pollers in turns.</summary>
    public static SocketPoller Next() => Pollers.Value[(uint)Interlocked.Increment(ref LastTaken) % Pollers.Value.Length];

    /// <summary>Until the socket is closed.</summary>
    /// <returns>To <see cref="Forget"/> then.</returns>
    /// <exception cref="SocketException">The system watches no more sockets.</exception>
    public long Watch(Socket socket, PolledConnection connection)
    {
        var watch = Interlocked.Increment(ref _count);
        _watched[watch] = connection;
        Span<byte> wanted = stackalloc byte[EventBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, Readable | Writable | PeerClosed | EdgeTriggered);
        BinaryPrimitives.WriteInt64LittleEndian(wanted[DataAt..], watch);
        if (Control(_descriptor, Add, (int)socket.Handle, ref MemoryMarshal.GetReference(wanted)) == 0) return watch;
        Forget(watch);
        throw NoMore();
    }

    public void Forget(long watch) => _watched.TryRemove(watch, out _);

    private static SocketException NoMore() => new((int)SocketError.TooManyOpenSockets);

    private void Run()
    {
        var events = new byte[MostReady * EventBytes];
        var buffer = new byte[ReadBytes];
        while (true)
        {
            var count = Wait(_descriptor, ref events[0], MostReady, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
                throw new InvalidOperationException($"epoll_wait: {Marshal.GetLastPInvokeErrorMessage()}");
            for (var i = 0; i < count; i++)
            {
                var one = events.AsSpan(i * EventBytes, EventBytes);
                var seen = BinaryPrimitives.ReadUInt32LittleEndian(one);
                if (!_watched.TryGetValue(BinaryPrimitives.ReadInt64LittleEndian(one[DataAt..]), out var connection)) continue;
                connection.Ready((seen & Readable) != 0, (seen & Writable) != 0, (seen & (Failed | HungUp | PeerClosed)) != 0, buffer);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int poller, int operation, int descriptor, ref byte wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int poller, ref byte events, int most, int timeoutMilliseconds);
}
