using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StackBench.EndToEnd;

/// <summary>A server of a model that answers so many requests for tokens, and holds the next ones for ever.</summary>
internal sealed class FewAnswers : IAsyncDisposable
{
    private const string Models = """{"object":"list","data":[{"id":"m","object":"model"}]}""";

    private const string Token = """
        data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}

        data: [DONE]


        """;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<TcpClient> _clients = [];
    private readonly Task _running;
    private int _left;

    public FewAnswers(int answers)
    {
        _left = answers;
        _listener.Start();
        _running = AcceptAsync();
    }

    public string Root => $"http://{_listener.LocalEndpoint}";

    /// <summary>Ends when a request is held.</summary>
    public Task Held => _held.Task;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _running;
        foreach (var client in _clients) client.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            _clients.Add(client);
            _ = AnswerAsync(client.GetStream());
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            var buffer = new byte[1 << 16];
            while (await stream.ReadAsync(buffer) is > 0 and var length)
            {
                var isPost = buffer.AsSpan(0, length).StartsWith("POST"u8);
                // What follows a head in a piece of its own is its body.
                if (!isPost && !buffer.AsSpan(0, length).StartsWith("GET"u8)) continue;
                if (isPost && Interlocked.Decrement(ref _left) < 0)
                {
                    _held.TrySetResult();
                    return;
                }

                var (type, body) = isPost ? ("text/event-stream", Token) : ("application/json", Models);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
                stream.Socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (IOException)
        {
            // The client ended.
        }
    }
}
