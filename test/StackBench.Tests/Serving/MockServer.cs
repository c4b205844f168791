using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StackBench.Tests.Serving;

/// <summary>An event-stream server on raw sockets; what it sends and when is the script's, and every send is timed.</summary>
internal sealed class MockServer : IAsyncDisposable
{
    public const string StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Exchange, Task> _script;
    private readonly Task _accepting;
    private int _open;

    public MockServer(Func<Exchange, Task> script)
    {
        _script = script;
        _listener.Start(4096);
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Open => Volatile.Read(ref _open);

    public ConcurrentBag<Exchange> Exchanges { get; } = [];

    /// <summary>Answers any request with the bytes, then closes.</summary>
    public static MockServer Of(params byte[][] parts) => new(async exchange =>
    {
        foreach (var part in parts)
        {
            await exchange.SendAsync(part);
            await Task.Delay(20);
        }

        exchange.Socket.Shutdown(SocketShutdown.Both);
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // The listener goes last: accepting on one that has stopped is an error of its own.
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _open);
        try
        {
            using var _ = socket;
            socket.NoDelay = true;
            while (await ReadRequestAsync(socket) is { } request)
            {
                var exchange = new Exchange(socket, request);
                Exchanges.Add(exchange);
                await _script(exchange);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task<string?> ReadRequestAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[8192];
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer, _stop.Token);
            if (count == 0) return null;
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
            var all = text.ToString();
            var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            if (all.StartsWith("GET ", StringComparison.Ordinal)) return all;
            var at = all.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase) + 16;
            var length = int.Parse(all.AsSpan(at, all.IndexOf('\r', at) - at), System.Globalization.CultureInfo.InvariantCulture);
            if (all.Length >= end + 4 + length) return all;
        }
    }

    internal sealed class Exchange(Socket socket, string request)
    {
        public Socket Socket => socket;

        public string Request => request;

        public long Arrived { get; } = Stopwatch.GetTimestamp();

        /// <summary>Before and after the send of each token.</summary>
        public List<(long Before, long After)> Tokens { get; } = [];

        public async Task SendAsync(byte[] bytes)
        {
            for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent));
        }

        public Task EventAsync(string data)
        {
            var body = $"data: {data}\n\n";
            return SendAsync(Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(body):x}\r\n{body}\r\n"));
        }

        public async Task TokenAsync()
        {
            var before = Stopwatch.GetTimestamp();
            await EventAsync("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\" a\"},\"finish_reason\":null}]}");
            Tokens.Add((before, Stopwatch.GetTimestamp()));
        }

        public async Task EndAsync(int tokens)
        {
            await EventAsync("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}");
            await EventAsync($"{{\"choices\":[],\"usage\":{{\"prompt_tokens\":9,\"completion_tokens\":{tokens},"
                + $"\"prompt_tokens_details\":{{\"cached_tokens\":3}}}}}}");
            await EventAsync("[DONE]");
            await SendAsync("0\r\n\r\n"u8.ToArray());
        }
    }
}
