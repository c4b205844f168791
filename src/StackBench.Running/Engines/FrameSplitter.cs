using System.Buffers;
using StackBench.Protocol;

namespace StackBench.Running.Engines;

/// <summary>
/// Separates protocol messages from everything else an engine prints on the same stream: a message runs from a record
/// separator to the next line feed, the rest is log. Fed with whatever chunks the pipe delivers.
/// </summary>
internal sealed class FrameSplitter(Action<ReadOnlyMemory<byte>> onMessage, Action<ReadOnlyMemory<byte>> onLogLine)
{
    /// <summary>Longest message accepted; a longer one is treated as log, so that noise cannot exhaust the memory.</summary>
    public const int MaximumMessageBytes = 16 << 20;

    private const int MaximumLogLineBytes = 8 << 10;

    private readonly ArrayBufferWriter<byte> _current = new();
    private bool _inMessage;

    public void Feed(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            var mark = chunk.IndexOfAny(Framing.RecordSeparator, Framing.LineFeed);
            var text = mark < 0 ? chunk : chunk[..mark];
            _current.Write(text);
            if (_current.WrittenCount > (_inMessage ? MaximumMessageBytes : MaximumLogLineBytes)) EndAsLog();
            if (mark < 0) return;
            if (chunk[mark] == Framing.LineFeed) EndLine();
            else BeginMessage();
            chunk = chunk[(mark + 1)..];
        }
    }

    /// <summary>The stream ended: what is left was half a line.</summary>
    public void Complete() => EndAsLog();

    private void BeginMessage()
    {
        // A separator inside a message means that the message before it was cut off.
        EndAsLog();
        _inMessage = true;
    }

    private void EndLine()
    {
        if (!_inMessage)
        {
            EndAsLog();
            return;
        }

        var message = _current.WrittenSpan.ToArray();
        Reset();
        onMessage(message);
    }

    private void EndAsLog()
    {
        var line = _current.WrittenSpan.ToArray();
        Reset();
        if (line.Length > 0) onLogLine(line);
    }

    private void Reset()
    {
        _current.ResetWrittenCount();
        _inMessage = false;
    }
}
