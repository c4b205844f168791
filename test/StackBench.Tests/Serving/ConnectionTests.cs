using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using StackBench.Serving.Http;

namespace StackBench.Tests.Serving;

/// <summary>Both kinds of connection against a server of one connection, over loopback.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    // What hangs fails by itself.
    private readonly CancellationTokenSource _ending =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public ConnectionTests()
    {
        _listener.Start();
        _ending.CancelAfter(TimeSpan.FromMinutes(1));
    }

    public static TheoryData<string> Kinds => OperatingSystem.IsLinux() ? ["polled", "stream"] : ["stream"];

    private CancellationToken Ending => _ending.Token;

    public void Dispose()
    {
        _listener.Dispose();
        _ending.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Exchange_follows_exchange(string kind)
    {
        using var connection = await OpenAsync(kind);
        using var server = await _listener.AcceptSocketAsync(Ending);
        for (var i = 0; i < 50; i++)
        {
            var sink = new Sink(3);
            var exchange = connection.ExchangeAsync("question"u8.ToArray(), sink);
            Assert.Equal("question", await ReadAsync(server, 8));
            await server.SendAsync("a"u8.ToArray(), Ending);
            if (i % 2 == 0) await Task.Delay(1, Ending);
            await server.SendAsync("bc"u8.ToArray(), Ending);
            await exchange.WaitAsync(Ending);
            Assert.Equal("abc", sink.Text);
            Assert.True(connection.IsIdle);
        }
    }

    /// <summary>More than any buffer holds, in both directions: the request waits for room, and the answer takes many reads.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_of_a_long_request_or_answer_is_lost(string kind)
    {
        const int size = 16 << 20;
        var bytes = new byte[size];
        new Random(3).NextBytes(bytes);
        using var connection = await OpenAsync(kind);
        using var server = await _listener.AcceptSocketAsync(Ending);
        var sink = new Sink(size);
        var exchange = connection.ExchangeAsync(bytes, sink);
        await Task.Delay(100, Ending);
        Assert.False(exchange.IsCompleted);
        var received = new byte[size];
        for (var count = 0; count < size;) count += await server.ReceiveAsync(received.AsMemory(count), Ending);
        Assert.Equal(bytes, received);
        for (var count = 0; count < size;) count += await server.SendAsync(received.AsMemory(count), Ending);
        await exchange.WaitAsync(Ending);
        Assert.Equal(bytes, sink.Bytes);
    }

    /// <summary>The last bytes and the end may be seen at once, and are told only once.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_end_that_comes_with_the_last_bytes_is_told_after_them(string kind)
    {
        for (var i = 0; i < 20; i++)
        {
            using var connection = await OpenAsync(kind);
            var sink = new Sink(int.MaxValue);
            var exchange = connection.ExchangeAsync("q"u8.ToArray(), sink);
            using (var server = await _listener.AcceptSocketAsync(Ending))
            {
                await ReadAsync(server, 1);
                await server.SendAsync("the end"u8.ToArray(), Ending);
            }

            await exchange.WaitAsync(Ending);
            Assert.Equal(("the end", true), (sink.Text, sink.HasEnded));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_connection_that_was_closed_while_idle_is_not_idle_and_its_exchange_fails(string kind)
    {
        using var connection = await OpenAsync(kind);
        (await _listener.AcceptSocketAsync(Ending)).Dispose();
        while (connection.IsIdle) await Task.Delay(1, Ending);
        var sink = new Sink(1, new EndOfStreamException());
        // As a stream ends, or as a socket does that the other end has closed: what a request is sent again for.
        var failure = await Record.ExceptionAsync(() => connection.ExchangeAsync("q"u8.ToArray(), sink).WaitAsync(Ending));
        Assert.True(failure is IOException or SocketException, failure?.ToString());
        Assert.Equal("", sink.Text);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Disposing_ends_what_is_under_way(string kind)
    {
        var connection = await OpenAsync(kind);
        using var server = await _listener.AcceptSocketAsync(Ending);
        var exchange = connection.ExchangeAsync("q"u8.ToArray(), new Sink(1));
        await ReadAsync(server, 1);
        connection.Dispose();
        await AssertGoneAsync(exchange);
        await AssertGoneAsync(connection.ExchangeAsync("q"u8.ToArray(), new Sink(1)));
        // The server hears of it: an end or a reset.
        Assert.True(server.Poll(TimeSpan.FromSeconds(60), SelectMode.SelectRead));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_the_sink_throws_ends_the_exchange(string kind)
    {
        using var connection = await OpenAsync(kind);
        using var server = await _listener.AcceptSocketAsync(Ending);
        var exchange = connection.ExchangeAsync("q"u8.ToArray(), new Sink(1, new InvalidDataException("no end")));
        server.Shutdown(SocketShutdown.Send);
        Assert.Equal("no end", (await Assert.ThrowsAsync<InvalidDataException>(() => exchange.WaitAsync(Ending))).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_server_that_is_not_there_is_refused_and_a_name_that_is_unknown_too(string kind)
    {
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _listener.Stop();
        Assert.Equal(SocketError.ConnectionRefused,
            (await Assert.ThrowsAsync<SocketException>(() => OpenAsync(kind, new Uri($"http://127.0.0.1:{port}")))).SocketErrorCode);
        await Assert.ThrowsAsync<SocketException>(() => OpenAsync(kind, new Uri("http://no-such-host.invalid")));
    }

    /// <summary>
    /// A server that answers before it is asked, and goes on, closes, or resets the connection, so that nothing can be sent any more.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_that_comes_before_the_question_is_read(string kind)
    {
        foreach (var then in kind == "polled" ? (string[])["waits", "closes", "resets"] : ["waits", "closes"])
        {
            using var connection = await OpenAsync(kind);
            using var server = await _listener.AcceptSocketAsync(Ending);
            await server.SendAsync("refused"u8.ToArray(), Ending);
            if (then == "resets") server.LingerState = new LingerOption(true, 0);
            if (then != "waits") server.Dispose();
            while (connection.IsIdle) await Task.Delay(1, Ending);
            // Long enough for whoever watches to have seen it before anyone asks.
            await Task.Delay(50, Ending);
            var sink = new Sink(7);
            await connection.ExchangeAsync("q"u8.ToArray(), sink).WaitAsync(Ending);
            Assert.Equal("refused", sink.Text);
        }
    }

    /// <summary>
    /// A server that has said enough, reads no more and does not close: the rest of the question is not sent, and nothing else after it.
    /// </summary>
    [Fact]
    public async Task Who_has_answered_is_asked_no_further()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "connections are polled on Linux alone");
        using var connection = await OpenAsync("polled");
        using var server = await _listener.AcceptSocketAsync(Ending);
        var sink = new Sink(7);
        var exchange = connection.ExchangeAsync(new byte[64 << 20], sink);
        await ReadAsync(server, 1000);
        await server.SendAsync("refused"u8.ToArray(), Ending);
        await exchange.WaitAsync(Ending);
        Assert.Equal(("refused", false), (sink.Text, connection.IsIdle));
    }

    /// <summary>Many servers listen on 127.0.0.1 alone, and localhost may be another address as well.</summary>
    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task The_addresses_of_a_name_are_tried_in_turn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "connections are polled on Linux alone");
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        using var connection = await PolledConnection.OpenAsync([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback], port, Ending);
        using var server = await _listener.AcceptSocketAsync(Ending);
        Assert.True(connection.IsIdle);
        var refused = await Assert.ThrowsAsync<SocketException>(
            () => PolledConnection.OpenAsync([IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")], port, Ending));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Equal(SocketError.HostNotFound,
            (await Assert.ThrowsAsync<SocketException>(() => PolledConnection.OpenAsync([], port, Ending))).SocketErrorCode);
    }

    /// <summary>An address that answers nothing (RFC 5737): waiting ends with the token.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Opening_ends_when_it_is_cancelled(string kind)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        ending.CancelAfter(50);
        // Where there is no route at all it ends at once, in its own way.
        var failure = await Record.ExceptionAsync(() => OpenAsync(kind, new Uri("http://192.0.2.1:9"), ending.Token));
        Assert.True(failure is OperationCanceledException or SocketException, failure?.ToString());
    }

    private Task<IServerConnection> OpenAsync(string kind, Uri endpoint, CancellationToken? cancellation = null) =>
        kind == "polled" && OperatingSystem.IsLinux()
            ? PolledConnection.OpenAsync(endpoint, cancellation ?? Ending)
            : StreamConnection.OpenAsync(endpoint, cancellation ?? Ending);

    private async Task AssertGoneAsync(Task exchange)
    {
        var failure = await Record.ExceptionAsync(() => exchange.WaitAsync(Ending));
        Assert.True(failure is ObjectDisposedException or SocketException, failure?.ToString());
    }

    private async Task<string> ReadAsync(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;) read += await socket.ReceiveAsync(bytes.AsMemory(read), Ending);
        return Encoding.ASCII.GetString(bytes);
    }

    private Task<IServerConnection> OpenAsync(string kind) =>
        OpenAsync(kind, new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));

    private sealed class Sink(int wanted, Exception? atEnd = null) : IResponseSink
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public byte[] Bytes => _bytes.WrittenSpan.ToArray();

        public string Text => Encoding.ASCII.GetString(Bytes);

        public bool HasEnded { get; private set; }

        public bool Take(ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty && atEnd is not null) throw atEnd;
            HasEnded = bytes.IsEmpty;
            _bytes.Write(bytes);
            return !HasEnded && _bytes.WrittenCount < wanted;
        }
    }
}
