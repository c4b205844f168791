using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace StackBench.Serving.Http;

/// <summary>One connection to a server, with TLS for https. Receiving allocates nothing; disposing ends what is under way.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream? _secure;

    private ServerConnection(Socket socket, SslStream? secure) => (_socket, _secure) = (socket, secure);

    /// <summary>Whether an answer has come over it before: then the server may have closed it meanwhile.</summary>
    public bool WasUsed { get; set; }

    /// <summary>An idle connection that can be read has been closed, or holds what nobody asked for. TLS has messages of its own, so nothing is known there.</summary>
    public bool IsIdle => _secure is not null || !_socket.Poll(0, SelectMode.SelectRead);

    /// <exception cref="SocketException">The server takes no connection.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">TLS failed.</exception>
    public static async Task<ServerConnection> OpenAsync(Uri endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(endpoint.IdnHost, endpoint.Port), cancellation);
            if (endpoint.Scheme != Uri.UriSchemeHttps) return new ServerConnection(socket, null);
            var secure = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = endpoint.IdnHost, ApplicationProtocols = [SslApplicationProtocol.Http11] },
                cancellation);
            return new ServerConnection(socket, secure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_secure is not null) await _secure.WriteAsync(bytes);
        else while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes)..];
    }

    /// <returns>0 where the server has closed.</returns>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _secure is null ? _socket.ReceiveAsync(buffer) : _secure.ReadAsync(buffer);

    public void Dispose()
    {
        // Not the stream: its own end would wait for the peer, and is no thread's while another reads.
        _socket.Dispose();
    }
}
