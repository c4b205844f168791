using System.Buffers;
using System.Text;

namespace StackBench.Serving.Streams;

/// <summary>
/// Splits the bytes of a text/event-stream (WHATWG HTML, 9.2.6) into events without decoding them, so that a character cut in two by a
/// read needs no care. Lines end in LF, CRLF or CR; several data lines of an event are joined by LF. Data is kept in one pooled buffer.
/// </summary>
internal sealed class SseSplitter(int longestLine = SseSplitter.LongestLine, int longestStream = SseSplitter.LongestStream) : IDisposable
{
    /// <summary>Bytes of a line above which a stream is refused.</summary>
    public const int LongestLine = 1 << 20;

    /// <summary>Bytes of data above which a stream is refused: an endless one must not fill the memory.</summary>
    public const int LongestStream = 64 << 20;

    private readonly List<SplitEvent> _events = [];
    private byte[] _data = ArrayPool<byte>.Shared.Rent(4096);
    private byte[] _line = [];
    private int _lineLength;
    private int _length;
    private int _eventStart;
    private bool _hasData;
    private bool _isError;
    private bool _skipLineFeed;
    private bool _started;

    public IReadOnlyList<SplitEvent> Events => _events;

    /// <summary>Whether <c>[DONE]</c> has come.</summary>
    public bool IsDone { get; private set; }

    public ReadOnlyMemory<byte> DataOf(SplitEvent split) => _data.AsMemory(split.Offset, split.Length);

    /// <exception cref="StreamFormatException">A line or the whole is too long.</exception>
    public void Feed(ReadOnlySpan<byte> bytes, long nanoseconds, int read)
    {
        while (!bytes.IsEmpty)
        {
            if (_skipLineFeed)
            {
                _skipLineFeed = false;
                if (bytes[0] == '\n')
                {
                    bytes = bytes[1..];
                    continue;
                }
            }

            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            var part = end < 0 ? bytes : bytes[..end];
            if (_lineLength + part.Length > longestLine)
                throw new StreamFormatException($"a line of the stream is longer than {longestLine} bytes");
            if (end < 0)
            {
                Keep(part);
                return;
            }

            _skipLineFeed = bytes[end] == '\r';
            if (_lineLength == 0)
            {
                Line(part, nanoseconds, read);
            }
            else
            {
                Keep(part);
                Line(_line.AsSpan(0, _lineLength), nanoseconds, read);
                _lineLength = 0;
            }

            bytes = bytes[(end + 1)..];
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_data);
        if (_line.Length > 0) ArrayPool<byte>.Shared.Return(_line);
        (_data, _line) = ([], []);
    }

    private void Line(ReadOnlySpan<byte> line, long nanoseconds, int read)
    {
        if (!_started)
        {
            _started = true;
            if (line.StartsWith(Encoding.UTF8.Preamble)) line = line[3..];
        }

        if (line.IsEmpty)
        {
            EndEvent(nanoseconds, read);
            return;
        }

        if (line[0] == ':')
        {
            _events.Add(new SplitEvent(_eventStart, 0, nanoseconds, read, EventKind.Comment));
            return;
        }

        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (!value.IsEmpty && value[0] == ' ') value = value[1..];
        // Older llama-servers name the field of a failure "error" instead of sending it as data.
        if (name.SequenceEqual("error"u8))
        {
            _isError = true;
            name = "data"u8;
        }

        if (name.SequenceEqual("event"u8) && value.SequenceEqual("error"u8)) _isError = true;
        if (!name.SequenceEqual("data"u8)) return;
        if (_hasData) Append("\n"u8);
        Append(value);
        _hasData = true;
    }

    private void EndEvent(long nanoseconds, int read)
    {
        if (_hasData)
        {
            var data = _data.AsSpan(_eventStart, _length - _eventStart);
            var isDone = data.SequenceEqual("[DONE]"u8);
            IsDone |= isDone;
            EventKind? kind = isDone ? EventKind.Done : _isError ? EventKind.Error : null;
            _events.Add(new SplitEvent(_eventStart, data.Length, nanoseconds, read, kind));
        }

        (_hasData, _isError, _eventStart) = (false, false, _length);
    }

    private void Append(ReadOnlySpan<byte> value)
    {
        if (_length + value.Length > longestStream) throw new StreamFormatException($"the stream holds more than {longestStream} bytes of data");
        Grow(ref _data, _length, value.Length);
        value.CopyTo(_data.AsSpan(_length));
        _length += value.Length;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty) return;
        Grow(ref _line, _lineLength, part.Length);
        part.CopyTo(_line.AsSpan(_lineLength));
        _lineLength += part.Length;
    }

    private static void Grow(ref byte[] buffer, int used, int more)
    {
        if (used + more <= buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(used + more, buffer.Length * 2));
        buffer.AsSpan(0, used).CopyTo(larger);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
