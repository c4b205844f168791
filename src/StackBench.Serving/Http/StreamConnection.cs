using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace StackBench.Serving.Http;

/// <summary>A connection that is read by the runtime's own means: with TLS for https, and on every system.</summary>
internal sealed class StreamConnection : IServerConnection
{
    private const int ReadBytes = 16384;

    private readonly Socket _socket;
    private readonly SslStream? _secure;

    private StreamConnection(Socket socket, SslStream? secure) => (_socket, _secure) = (socket, secure);

    public bool WasUsed { get; set; }

    // TLS has messages of its own, so nothing is known there.
    public bool IsIdle => _secure is not null || !_socket.Poll(0, SelectMode.SelectRead);

    /// <exception cref="SocketException">The server takes no connection.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">TLS failed.</exception>
    public static async Task<IServerConnection> OpenAsync(Uri endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(endpoint.IdnHost, endpoint.Port), cancellation);
            if (endpoint.Scheme != Uri.UriSchemeHttps) return new StreamConnection(socket, null);
            var secure = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = endpoint.IdnHost,
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                },
                cancellation);
            return new StreamConnection(socket, secure);
        }
        catch (IOException e) when (endpoint.Scheme == Uri.UriSchemeHttps)
        {
            socket.Dispose();
            throw new AuthenticationException($"the connection ended during the TLS handshake ({e.Message})", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task ExchangeAsync(ReadOnlyMemory<byte> request, IResponseSink sink)
    {
        if (_secure is not null) await _secure.WriteAsync(request);
        else while (!request.IsEmpty) request = request[await _socket.SendAsync(request)..];
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            while (sink.Take(buffer.AsSpan(0, await ReceiveAsync(buffer)))) { }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        // Not the stream: its own end would wait for the peer, and is no thread's while another reads.
        _socket.Dispose();
    }

    private ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _secure is null ? _socket.ReceiveAsync(buffer) : _secure.ReadAsync(buffer);
}
