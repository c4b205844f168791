using System.Buffers;
using System.Text;

namespace StackBench.Serving.Streams;

/// <summary>
/// Splits the bytes of a text/event-stream (WHATWG HTML, 9.2.6) into events without decoding them, so that a character cut in two by a
/// read needs no care. Lines end in LF, CRLF or CR; several data lines of an event are joined by LF. An event that lies whole in a read is
/// parsed where it lies; only parts of one are kept, in pooled buffers.
/// </summary>
internal sealed class SseSplitter(
    EventParser parser, int longestLine = SseSplitter.LongestLine, int longestStream = SseSplitter.LongestStream) : IDisposable
{
    /// <summary>Bytes of a line, or of the data lines of one event, above which a stream is refused.</summary>
    public const int LongestLine = 1 << 20;

    /// <summary>Bytes above which a stream is refused.</summary>
    public const int LongestStream = 64 << 20;

    private byte[] _data = [];
    private byte[] _line = [];
    private int _lineLength;
    private int _length;
    private long _fed;
    private bool _hasData;
    private bool _isError;
    private bool _isPing;
    private bool _skipLineFeed;
    private bool _started;

    /// <exception cref="StreamFormatException">A line or the whole is too long.</exception>
    public void Feed(ReadOnlySpan<byte> bytes, long nanoseconds, int read)
    {
        _fed += bytes.Length;
        if (_fed > longestStream) throw new StreamFormatException($"the stream is longer than {longestStream} bytes");
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

            if (_lineLength == 0 && !_hasData && !_isError && !_isPing && WholeEvent(bytes, out var data) is > 0 and var used)
            {
                parser.Event(data, isError: false, nanoseconds, read);
                bytes = bytes[used..];
                continue;
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
        if (_data.Length > 0) ArrayPool<byte>.Shared.Return(_data);
        if (_line.Length > 0) ArrayPool<byte>.Shared.Return(_line);
        (_data, _line) = ([], []);
    }

    /// <summary>The data of an event of one line that begins here and ends within the bytes.</summary>
    /// <returns>Bytes it takes; 0 where there is none.</returns>
    private int WholeEvent(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> data)
    {
        data = default;
        if (!bytes.StartsWith("data: "u8)) return 0;
        var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0 || end > longestLine) return 0;
        var after = bytes[end..];
        var ending = after.StartsWith("\n\n"u8) ? 2 : after.StartsWith("\r\n\r\n"u8) ? 4 : 0;
        if (ending == 0) return 0;
        data = bytes[6..end];
        _started = true;
        return end + ending;
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
            parser.Comment(nanoseconds, read);
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

        if (name.SequenceEqual("event"u8))
        {
            _isError |= value.SequenceEqual("error"u8);
            _isPing = value.SequenceEqual("ping"u8);
        }

        if (!name.SequenceEqual("data"u8)) return;
        if (_hasData) Append("\n"u8);
        Append(value);
        _hasData = true;
    }

    private void EndEvent(long nanoseconds, int read)
    {
        // An error may be all that is said.
        if ((_hasData || _isError) && !_isPing) parser.Event(_data.AsSpan(0, _length), _isError, nanoseconds, read);
        (_hasData, _isError, _isPing, _length) = (false, false, false, 0);
    }

    private void Append(ReadOnlySpan<byte> value)
    {
        if (_length + value.Length > longestLine)
            throw new StreamFormatException($"an event of the stream is longer than {longestLine} bytes");
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
