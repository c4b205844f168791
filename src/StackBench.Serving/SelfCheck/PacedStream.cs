using System.Collections.Immutable;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace StackBench.Serving.SelfCheck;

/// <summary>A response under way on a non-blocking socket: its tokens go out when they are due, one by one or bundled.</summary>
/// <param name="begun">When the server began to work on it: offsets are from then.</param>
/// <param name="tokens">As many token events as one write holds.</param>
/// <param name="keep">Is told what was sent before the client can see the end.</param>
internal sealed class PacedStream(
    Socket socket, long arrived, long begun, ImmutableArray<long> offsets, byte[] tokens, byte[] closing, Action<SentStream> keep)
{
    /// <summary>Nanoseconds until a full socket is tried again.</summary>
    private const long Retry = 1_000_000;

    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] _sent = new long[offsets.Length];
    private int _next;
    private int _part;

    /// <summary>Whether all was sent; not where the client had gone.</summary>
    public Task<bool> Ended => _ended.Task;

    /// <summary>When the next token is due; nanoseconds of the monotonic clock.</summary>
    public long Due => begun + offsets[_next];

    /// <summary>Sends what is due.</summary>
    /// <returns>When to come again; null at the end.</returns>
    public long? Send(long now)
    {
        try
        {
            if (_next < offsets.Length)
            {
                var count = Math.Min(tokens.Length / NullMessages.Token.Length, offsets.Length - _next);
                if (_part == 0) _sent.AsSpan(_next, count).Fill(now);
                if (!IsOut(tokens.AsSpan(0, count * NullMessages.Token.Length))) return now + Retry;
                _next += count;
                // One that is late waits behind others that are: a server decodes its streams side by side.
                if (_next < offsets.Length) return Math.Max(Due, now);
                keep(new SentStream(arrived, ImmutableCollectionsMarshal.AsImmutableArray(_sent)));
            }

            if (!IsOut(closing)) return now + Retry;
            _ended.SetResult(true);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _ended.SetResult(false);
        }

        return null;
    }

    public void Abandon() => _ended.TrySetResult(false);

    private bool IsOut(ReadOnlySpan<byte> message)
    {
        _part += socket.Send(message[_part..], SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock)) throw new SocketException((int)error);
        if (_part < message.Length) return false;
        _part = 0;
        return true;
    }
}
