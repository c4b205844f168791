using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StackBench.Serving.Running;

/// <summary>Connections of a cell: opened before the start, so that no request pays for one, and counted.</summary>
internal sealed class Connections : IDisposable
{
    private readonly ConcurrentQueue<Socket> _ready = [];
    private readonly SocketsHttpHandler _handler;
    private int _connects;

    public Connections()
    {
        _handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectCallback = async (context, cancellation) =>
            {
                if (!_ready.TryDequeue(out var socket))
                {
                    Interlocked.Increment(ref _connects);
                    socket = await ConnectAsync(context.DnsEndPoint, cancellation);
                }

                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        Client = new HttpMessageInvoker(_handler, disposeHandler: true);
    }

    public HttpMessageInvoker Client { get; }

    /// <summary>Connections opened because no ready one was left.</summary>
    public int Connects => Volatile.Read(ref _connects);

    public async Task OpenAsync(Uri endpoint, int count, CancellationToken cancellation)
    {
        var host = new DnsEndPoint(endpoint.IdnHost, endpoint.Port);
        // In small groups, for a burst of thousands would overflow the server's backlog and wait for a second.
        for (var opened = 0; opened < count; opened += 32)
        {
            var group = Enumerable.Range(0, Math.Min(32, count - opened)).Select(_ => ConnectAsync(host, cancellation));
            foreach (var socket in await Task.WhenAll(group)) _ready.Enqueue(socket);
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        while (_ready.TryDequeue(out var socket)) socket.Dispose();
    }

    private static async Task<Socket> ConnectAsync(DnsEndPoint host, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
