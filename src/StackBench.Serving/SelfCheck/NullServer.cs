using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StackBench.Serving.SelfCheck;

/// <summary>
/// An OpenAI-compatible server on loopback that computes nothing: what a client measures on it is the client's own doing and the pattern's.
/// It answers <c>POST</c> of any route with the pattern's stream, <c>GET /sent</c> with what it sent when, and
/// any other <c>GET</c> as healthy.
/// </summary>
public sealed class NullServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<NullConnection, Task> _connections = [];
    private readonly ConcurrentQueue<SentStream> _sent = [];
    private readonly StreamPattern _pattern;
    private readonly TimeProvider _time;
    private readonly double _nanoseconds;
    private readonly SemaphoreSlim? _slots;
    private readonly Pacer[] _pacers;
    private readonly byte[] _closing;
    private readonly byte[] _tokens;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private long _stalled = -1;
    private int _requests = -1;

    private NullServer(StreamPattern pattern, int port, TimeProvider time)
    {
        (_pattern, _time, _nanoseconds) = (pattern, time, 1e9 / time.TimestampFrequency);
        _slots = pattern.Slots > 0 ? new SemaphoreSlim(pattern.Slots) : null;
        _closing = NullMessages.Closing(pattern);
        _tokens = [.. Enumerable.Repeat(NullMessages.Token, pattern.EventsPerWrite).SelectMany(bytes => bytes)];
        _pacers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Pacer(Now, Postponed))];
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(4096);
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    /// <summary>Responses of a pattern that has times, in the order of their last tokens.</summary>
    public IReadOnlyCollection<SentStream> Sent => _sent;

    /// <summary>Listens on 127.0.0.1 until disposed.</summary>
    /// <param name="port">0 is any that is free.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pattern has no token, or a jitter that is no share.</exception>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static NullServer Start(StreamPattern pattern, TimeProvider time, int port = 0)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(pattern.Tokens, 1, nameof(pattern));
        ArgumentOutOfRangeException.ThrowIfLessThan(pattern.EventsPerWrite, 1, nameof(pattern));
        ArgumentOutOfRangeException.ThrowIfNegative(pattern.Slots, nameof(pattern));
        if (pattern.Jitter is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(pattern), "a jitter is a share from 0 to 1");
        return new NullServer(pattern, port, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (var connection in _connections.Keys) connection.Dispose();
        foreach (var pacer in _pacers) pacer.Dispose();
        await Task.WhenAll(_connections.Values);
        _slots?.Dispose();
        _stop.Dispose();
    }

    internal long Now() => (long)(_time.GetTimestamp() * _nanoseconds);

    internal async Task<bool> StreamAsync(Socket socket)
    {
        var arrived = Now();
        var number = Interlocked.Increment(ref _requests);
        if (_pattern.Stall > TimeSpan.Zero && number == _pattern.StallAt) Volatile.Write(ref _stalled, arrived);
        await NullConnection.SendAsync(socket, NullMessages.Opening);
        if (_slots is not null) await _slots.WaitAsync(_stop.Token);
        var stream = new PacedStream(socket, arrived, _slots is null ? arrived : Now(), _pattern.Offsets(number), _tokens, _closing, Keep);
        _pacers[number % _pacers.Length].Add(stream);
        try
        {
            return await stream.Ended;
        }
        finally
        {
            _slots?.Release();
        }
    }

    /// <summary>A line per response: arrival and tokens, nanoseconds, with a blank between them.</summary>
    internal byte[] SentTimes()
    {
        var text = new StringBuilder();
        foreach (var stream in _sent)
            text.AppendLine(CultureInfo.InvariantCulture, $"{stream.Arrived} {string.Join(' ', stream.Tokens)}");
        var body = Encoding.ASCII.GetBytes(text.ToString());
        return [.. Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n")), .. body];
    }

    private void Keep(SentStream sent)
    {
        if (_pattern.IsPaced) _sent.Enqueue(sent);
    }

    private long Postponed(long due) => _pattern.Postponed(due, Volatile.Read(ref _stalled) is >= 0 and var stalled ? stalled : null);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new NullConnection(await _listener.AcceptAsync(), this);
                var serving = connection.ServeAsync();
                _connections[connection] = serving;
                _ = serving.ContinueWith(_ => _connections.TryRemove(connection, out var _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
