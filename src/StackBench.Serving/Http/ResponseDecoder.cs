using System.Buffers;
using System.Buffers.Text;
using System.Text;
using StackBench.Core.Text;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Http;

/// <summary>
/// Decodes an HTTP/1.1 response (RFC 9112) as its bytes arrive; its body is given as it lies in them, without a copy, and nothing is
/// allocated for a read: reading is most of what a load generator does.
/// </summary>
internal sealed class ResponseDecoder
{
    private const int LongestHead = 65536, LongestText = 300;

    private static ReadOnlySpan<byte> EventStream => "text/event-stream"u8;

    private readonly ArrayBufferWriter<byte> _line = new();
    private Part _part;
    private long _left;
    private int _head;
    private int _status;
    private bool _isChunked;
    private bool _isCounted;
    private bool _closes;

    private enum Part
    {
        Status,
        Header,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailer,
        Counted,
        UntilClose,
        End,
    }

    /// <summary>Null until the head is whole.</summary>
    public int? Status => _part is Part.Status or Part.Header ? null : _status;

    public bool IsEnded => _part == Part.End;

    /// <summary>Nothing but the end of the connection tells the end of the body.</summary>
    public bool EndsWithConnection => _part == Part.UntilClose;

    /// <summary>Whether another request may follow on the connection.</summary>
    public bool KeepsConnection => IsEnded && !_closes;

    /// <summary>Whether the head names text/event-stream, or no type at all.</summary>
    public bool IsEventStream { get; private set; } = true;

    /// <summary>Of the content, where it is no event stream; untrusted.</summary>
    public string? ContentType { get; private set; }

    /// <summary>Compression of the body; null for none.</summary>
    public string? Encoding { get; private set; }

    /// <summary>Where a redirection leads; untrusted.</summary>
    public string? Location { get; private set; }

    /// <summary>Seconds, or a date, after which to try again; untrusted.</summary>
    public string? RetryAfter { get; private set; }

    /// <summary>Takes bytes from the front; to be called until none are left or the response has ended.</summary>
    /// <returns>Body among what was taken; may be empty.</returns>
    /// <exception cref="StreamFormatException">This is no HTTP/1.1 response.</exception>
    public ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> bytes)
    {
        switch (_part)
        {
            case Part.ChunkData or Part.Counted:
                return Body(ref bytes, (int)Math.Min(_left, bytes.Length));
            case Part.UntilClose:
                return Body(ref bytes, bytes.Length);
            case Part.End:
                return default;
        }

        // An alert or a handshake of TLS, of a server that took the request for one.
        if (_part == Part.Status && _head == 0 && !bytes.IsEmpty && bytes[0] is 0x15 or 0x16)
            throw new StreamFormatException("the server speaks TLS: use https:// instead of http://");
        var end = bytes.IndexOf((byte)'\n');
        var part = end < 0 ? bytes : bytes[..end];
        bytes = end < 0 ? default : bytes[(end + 1)..];
        _head += part.Length;
        if (_head > LongestHead) throw new StreamFormatException($"the head of the response is longer than {LongestHead} bytes");
        if (end < 0)
        {
            _line.Write(part);
        }
        else if (_line.WrittenCount == 0)
        {
            Line(part.TrimEnd((byte)'\r'));
        }
        else
        {
            _line.Write(part);
            Line(_line.WrittenSpan.TrimEnd((byte)'\r'));
            _line.ResetWrittenCount();
        }

        return default;
    }

    private ReadOnlySpan<byte> Body(ref ReadOnlySpan<byte> bytes, int count)
    {
        var body = bytes[..count];
        bytes = bytes[count..];
        if (_part == Part.UntilClose) return body;
        _left -= count;
        if (_left == 0) _part = _part == Part.ChunkData ? Part.ChunkEnd : Part.End;
        return body;
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        switch (_part)
        {
            case Part.Status:
                if (!line.StartsWith("HTTP/1."u8) || line.Length < 12 || !Utf8Parser.TryParse(line.Slice(9, 3), out _status, out var digits)
                    || digits != 3)
                    throw new StreamFormatException("the server does not speak HTTP/1.1");
                _closes = line[7] == '0';
                _part = Part.Header;
                break;
            case Part.Header when line.IsEmpty:
                _part = AfterHead();
                _head = 0;
                break;
            case Part.Header:
                Header(line);
                break;
            case Part.ChunkSize:
                if (!Utf8Parser.TryParse(line, out _left, out var used, 'x') || _left < 0
                    || (used < line.Length && line[used] is not ((byte)';' or (byte)' ' or (byte)'\t')))
                    throw new StreamFormatException("a chunk of the response has no length");
                _part = _left == 0 ? Part.Trailer : Part.ChunkData;
                _head = 0;
                break;
            case Part.ChunkEnd:
                if (!line.IsEmpty) throw new StreamFormatException("a chunk of the response is longer than it says");
                _part = Part.ChunkSize;
                break;
            case Part.Trailer when line.IsEmpty:
                _part = Part.End;
                break;
        }
    }

    private void Header(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0) throw new StreamFormatException("a header of the response has no name");
        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
        {
            _isChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
            if (!_isChunked) throw new StreamFormatException("the response has a transfer encoding that was not asked for");
        }
        else if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
        {
            _isCounted = Utf8Parser.TryParse(value, out _left, out var used) && used == value.Length && _left >= 0;
            if (!_isCounted) throw new StreamFormatException("the response has no valid length");
        }
        else if (Ascii.EqualsIgnoreCase(name, "connection"u8))
        {
            _closes = Ascii.EqualsIgnoreCase(value, "close"u8) || (_closes && !Ascii.EqualsIgnoreCase(value, "keep-alive"u8));
        }
        else if (Ascii.EqualsIgnoreCase(name, "content-type"u8))
        {
            IsEventStream = value.Length >= EventStream.Length && Ascii.EqualsIgnoreCase(value[..EventStream.Length], EventStream);
            if (!IsEventStream) ContentType = Text(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "content-encoding"u8))
        {
            if (!Ascii.EqualsIgnoreCase(value, "identity"u8)) Encoding = Text(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "location"u8))
        {
            Location = Text(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "retry-after"u8))
        {
            RetryAfter = Text(value);
        }
    }

    private static string Text(ReadOnlySpan<byte> value) =>
        SafeText.OneLine(System.Text.Encoding.UTF8.GetString(value[..Math.Min(value.Length, LongestText)]));

    private Part AfterHead()
    {
        if (_status is >= 100 and < 200)
        {
            (_isChunked, _isCounted) = (false, false);
            return Part.Status;
        }

        if (_status is 204 or 304) return Part.End;
        if (_isChunked) return Part.ChunkSize;
        if (_isCounted) return _left == 0 ? Part.End : Part.Counted;
        _closes = true;
        return Part.UntilClose;
    }
}
