using System.Text;
using StackBench.Serving.Http;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Running;

/// <summary>What has come back for one request: its head, its events or the text of its refusal.</summary>
internal sealed class Exchange(EventParser parser, RunClock clock) : IResponseSink, IDisposable
{
    private const int ErrorBytes = 16384;
    private readonly SseSplitter _splitter = new(parser);
    private readonly ResponseDecoder _decoder = new();
    private byte[] _error = [];
    private int _errorLength;
    private int _reads;
    private bool _hasMore;

    public long? Headers { get; private set; }

    public int? HttpStatus => Headers is null ? null : _decoder.Status;

    /// <summary>Whether anything has come at all.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether the connection can take another request.</summary>
    public bool KeepsConnection => _decoder.KeepsConnection && !_hasMore;

    /// <summary>Beginning of the body where the status is no 200.</summary>
    public string ErrorText => Encoding.UTF8.GetString(_error, 0, _errorLength);

    /// <exception cref="EndOfStreamException">The connection ended first.</exception>
    /// <exception cref="StreamFormatException">The response cannot be read, or is larger than is held.</exception>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        var now = clock.Now();
        if (bytes.IsEmpty)
            return _decoder.EndsWithConnection ? false : throw new EndOfStreamException("the connection ended before the response");
        HasBegun = true;
        Decode(bytes, now, _reads++);
        return !_decoder.IsEnded && _errorLength < ErrorBytes;
    }

    public void Dispose() => _splitter.Dispose();

    private void Decode(ReadOnlySpan<byte> bytes, long now, int read)
    {
        while (!bytes.IsEmpty && !_decoder.IsEnded)
        {
            var body = _decoder.Next(ref bytes);
            if (Headers is null && _decoder.Status is not null) Headers = now;
            if (body.IsEmpty) continue;
            if (_decoder.Status == 200) _splitter.Feed(body, now, read);
            else KeepError(body);
        }

        _hasMore = !bytes.IsEmpty;
    }

    private void KeepError(ReadOnlySpan<byte> body)
    {
        if (_error.Length == 0) _error = new byte[ErrorBytes];
        var part = body[..Math.Min(body.Length, ErrorBytes - _errorLength)];
        part.CopyTo(_error.AsSpan(_errorLength));
        _errorLength += part.Length;
    }
}
