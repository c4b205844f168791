using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace StackBench.Serving.Http;

/// <summary>
/// A plain connection that a <see cref="SocketPoller"/> watches. The runtime's own way costs a second, vain read for every one that gives
/// something, and a hop to a thread of the pool: half of what a load generator does when each token comes by itself.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PolledConnection : IServerConnection
{
    private const int ReadBytes = 16384;

    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private readonly SocketPoller _poller = SocketPoller.Next();
    private long _watch;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _ended;
    private IResponseSink? _sink;
    private bool _isDisposed;
    private bool _hasUnread;
    private bool _isEnding;
    private bool _isHalfSent;

    private PolledConnection(AddressFamily family) => _socket =
        new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };

    public bool WasUsed { get; set; }

    public bool IsIdle => !_isHalfSent && !_socket.Poll(0, SelectMode.SelectRead);

    /// <exception cref="SocketException">The server takes no connection, its name is unknown, or the system
    /// watches no more sockets.</exception>
    public static async Task<IServerConnection> OpenAsync(Uri endpoint, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(endpoint.IdnHost, cancellation);
        return await OpenAsync(addresses, endpoint.Port, cancellation);
    }

    /// <param name="addresses">Of one server, to be tried in turn.</param>
    /// <exception cref="SocketException">That of the last address.</exception>
    internal static async Task<IServerConnection> OpenAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellation)
    {
        SocketException? failure = null;
        foreach (var address in addresses)
        {
            try
            {
                return await OpenAsync(new IPEndPoint(address, port), cancellation);
            }
            catch (SocketException e)
            {
                failure = e;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    public async Task ExchangeAsync(ReadOnlyMemory<byte> request, IResponseSink sink)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) (_sink, _ended) = (sink, ended);
        try
        {
            await SendAsync(request, ended.Task);
            // What came before anyone asked for it.
            if (_hasUnread) ReadNow();
        }
        catch (SocketException)
        {
            // A server that takes no more may have said why before it closed. After that no byte reaches the
            // sink, for its exchange has failed.
            _isHalfSent = true;
            ReadNow();
            if (ended.Task.IsCompletedSuccessfully) return;
            lock (_gate) End(null);
            throw;
        }

        await ended.Task;
    }

    /// <summary>What the poller saw; called by its thread alone.</summary>
    /// <param name="isEnding">The other end has closed, or the connection has failed: there is an end to be read.</param>
    public void Ready(bool isReadable, bool isWritable, bool isEnding, byte[] buffer)
    {
        lock (_gate)
        {
            _isEnding |= isEnding;
            if (isWritable || isEnding) _room?.TrySetResult();
            if (!isReadable && !isEnding) return;
            // Told only once: who asks next has to look.
            if (_sink is null) _hasUnread = true;
            else Read(buffer);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            var gone = new ObjectDisposedException(nameof(PolledConnection));
            _room?.TrySetException(gone);
            End(gone);
            _poller.Forget(_watch);
            _socket.Dispose();
        }
    }

    private static async Task<IServerConnection> OpenAsync(IPEndPoint server, CancellationToken cancellation)
    {
        var connection = new PolledConnection(server.AddressFamily);
        try
        {
            using (cancellation.UnsafeRegister(static one => ((PolledConnection)one!).Dispose(), connection))
                await connection.ConnectAsync(server);
            return connection;
        }
        catch
        {
            connection.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    private async Task ConnectAsync(IPEndPoint server)
    {
        Task room;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            try
            {
                _socket.Connect(server);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
            }

            // Watched from here on only: a socket that does not connect yet counts as closed.
            room = Room();
            _watch = _poller.Watch(_socket, this);
        }

        await room;
        if (_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int and not 0 and var error)
            throw new SocketException(error);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, Task ended)
    {
        while (!bytes.IsEmpty)
        {
            var sent = Sent(bytes.Span);
            if (sent == 0)
            {
                // Asked for before it is tried again: room that is made in between is told.
                var room = Room();
                sent = Sent(bytes.Span);
                if (sent == 0) await Task.WhenAny(room, ended);
            }

            bytes = bytes[sent..];
            // Who has answered before the end of the question may never read it.
            if (ended.IsCompleted && !bytes.IsEmpty)
            {
                _isHalfSent = true;
                return;
            }
        }
    }

    private int Sent(ReadOnlySpan<byte> bytes)
    {
        var count = _socket.Send(bytes, SocketFlags.None, out var error);
        return error is SocketError.Success ? count : error is SocketError.WouldBlock ? 0 : throw new SocketException((int)error);
    }

    private Task Room()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return (_room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void ReadNow()
    {
        lock (_gate)
        {
            if (_sink is null) return;
            var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
            Read(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Read(byte[] buffer)
    {
        _hasUnread = false;
        try
        {
            while (true)
            {
                var count = _socket.Receive(buffer, SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock) return;
                if (error != SocketError.Success) throw new SocketException((int)error);
                if (!_sink!.Take(buffer.AsSpan(0, count))) break;
                // All that has come is read, and what comes later is told anew.
                if (count < buffer.Length && !_isEnding) return;
            }

            End(null);
        }
        catch (Exception e)
        {
            End(e);
        }
    }

    private void End(Exception? failure)
    {
        var ended = _ended;
        (_sink, _ended) = (null, null);
        if (failure is null) ended?.TrySetResult();
        else ended?.TrySetException(failure);
    }
}
