using System.Threading.Channels;

namespace StackBench.Running.Engines;

/// <summary>Messages of an engine that were not read yet, bounded: one that talks without being asked must not fill the memory.</summary>
internal sealed class EngineInbox
{
    private const int MostMessages = 1000;
    private const long MostBytes = 64L << 20;

    private readonly Channel<byte[]> _messages = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private int _count;
    private long _bytes;

    /// <summary>Whether it was closed because too many messages waited.</summary>
    public bool IsFlooded { get; private set; }

    public void Add(byte[] message)
    {
        if (Interlocked.Increment(ref _count) <= MostMessages && Interlocked.Add(ref _bytes, message.Length) <= MostBytes)
        {
            _messages.Writer.TryWrite(message);
            return;
        }

        IsFlooded = true;
        Close();
    }

    public void Close() => _messages.Writer.TryComplete();

    /// <exception cref="ChannelClosedException">It is closed, and all that came before was read.</exception>
    public async Task<byte[]> ReadAsync(CancellationToken cancellation)
    {
        var message = await _messages.Reader.ReadAsync(cancellation);
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -message.Length);
        return message;
    }
}
