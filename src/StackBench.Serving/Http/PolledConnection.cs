using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace StackBench.Serving.Http;

/// <summary>
/// A plain connection that a <see cref="SocketPoller"/> watches. The runtime's own way costs a second, vain read for every one that gives something, and a hop
/// to a thread of the pool: half of what a load generator does when each token comes by itself.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PolledConnection : IServerConnection
{
    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private readonly SocketPoller _poller = SocketPoller.Next();
    private long _watch;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _ended;
    private IResponseSink? _sink;
    private bool _isEnding;

    private PolledConnection(AddressFamily family) => _socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };

    public bool WasUsed { get; set; }

    public bool IsIdle => !_socket.Poll(0, SelectMode.SelectRead);

    /// <exception cref="SocketException">The server takes no connection, or its name is unknown.</exception>
    /// <exception cref="IOException">The system lets no more sockets be watched.</exception>
    public static async Task<IServerConnection> OpenAsync(Uri endpoint, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(endpoint.IdnHost, cancellation);
        for (var i = 0; ; i++)
        {
            var connection = new PolledConnection(addresses[i].AddressFamily);
            try
            {
                using (cancellation.UnsafeRegister(static one => ((PolledConnection)one!).Dispose(), connection))
                    await connection.ConnectAsync(new IPEndPoint(addresses[i], endpoint.Port));
                return connection;
            }
            catch (SocketException) when (i + 1 < addresses.Length && !cancellation.IsCancellationRequested)
            {
                connection.Dispose();
            }
            catch
            {
                connection.Dispose();
                cancellation.ThrowIfCancellationRequested();
                throw;
            }
        }
    }

    public async Task ExchangeAsync(ReadOnlyMemory<byte> request, IResponseSink sink)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            // Seen while nobody asked, and told only once.
            if (_isEnding) throw new SocketException((int)SocketError.ConnectionReset);
            (_sink, _ended) = (sink, ended);
        }

        try
        {
            await SendAsync(request);
        }
        catch
        {
            // No byte reaches the sink after its exchange has failed.
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
            if (_sink is null || !(isReadable || isEnding)) return;
            try
            {
                while (true)
                {
                    var count = _socket.Receive(buffer, SocketFlags.None, out var error);
                    if (error == SocketError.WouldBlock) return;
                    if (error != SocketError.Success) throw new SocketException((int)error);
                    if (!_sink.Take(buffer.AsSpan(0, count))) break;
                    // All that has come is read, and what comes later is told anew.
                    if (count < buffer.Length && !isEnding) return;
                }

                End(null);
            }
            catch (Exception e)
            {
                End(e);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            var gone = new ObjectDisposedException(nameof(PolledConnection));
            _room?.TrySetException(gone);
            End(gone);
            _poller.Forget(_watch);
            _socket.Dispose();
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var sent = Sent(bytes.Span);
            if (sent == 0)
            {
                // Asked for before it is tried again: room that is made in between is told.
                var room = Room();
                sent = Sent(bytes.Span);
                if (sent == 0) await room;
            }

            bytes = bytes[sent..];
        }
    }

    private async Task ConnectAsync(IPEndPoint server)
    {
        try
        {
            _socket.Connect(server);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
        }

        // Watched from here on only: a socket that does not connect yet counts as closed.
        var room = Room();
        lock (_gate) _watch = _poller.Watch(_socket, this);
        await room;
        if (_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int and not 0 and var error) throw new SocketException(error);
    }

    private Task Room()
    {
        lock (_gate) return (_room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    private int Sent(ReadOnlySpan<byte> bytes)
    {
        var count = _socket.Send(bytes, SocketFlags.None, out var error);
        return error is SocketError.Success ? count : error is SocketError.WouldBlock ? 0 : throw new SocketException((int)error);
    }

    private void End(Exception? failure)
    {
        var ended = _ended;
        (_sink, _ended) = (null, null);
        if (failure is null) ended?.TrySetResult();
        else ended?.TrySetException(failure);
    }
}
