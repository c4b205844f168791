using StackBench.Serving.Http;
using StackBench.Serving.Streams;

namespace StackBench.Serving.Running;

/// <summary>What has come back for one request: its head, its events, or the text that came instead of them.</summary>
/// <param name="ending">Called when the answer is over, or refused, though the response is not: with the time its rest may take.</param>
internal sealed class Exchange(EventParser parser, RunClock clock, Action<TimeSpan> ending) : IResponseSink, IDisposable
{
    /// <summary>
    /// For the end of a response after <c>[DONE]</c>, for the rest of a refusal, and for <c>[DONE]</c> after the last token.
    /// </summary>
    public static readonly TimeSpan DrainLimit = TimeSpan.FromMilliseconds(10), RefusalLimit = TimeSpan.FromSeconds(2),
        DoneLimit = TimeSpan.FromSeconds(5);

    private const int TextBytes = 16384;
    private readonly SseSplitter _splitter = new(parser);
    private readonly ResponseDecoder _decoder = new();
    private byte[] _text = [];
    private int _textLength;
    private int _reads;
    private bool _hasMore;
    private Stage _stage;

    private enum Stage
    {
        Open,
        Finished,
        Over,
    }

    public long? Headers { get; private set; }

    public int? HttpStatus => Headers is null ? null : _decoder.Status;

    /// <summary>Whether anything has come at all.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>When something came last; 0 before.</summary>
    public long LastByte { get; private set; }

    /// <summary>Why it was ended before its time; null where it was not.</summary>
    public string? Stall { get; set; }

    /// <summary>When <c>[DONE]</c> came; null before.</summary>
    public long? DoneAt { get; private set; }

    /// <summary>Whether the answer had ended and <c>[DONE]</c> did not follow.</summary>
    public bool LacksDone => _stage == Stage.Finished;

    /// <summary>Whether the connection can take another request.</summary>
    public bool KeepsConnection => _decoder.KeepsConnection && !_hasMore;

    public ResponseDecoder Head => _decoder;

    /// <summary>Beginning of a body that is no event stream.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _textLength);

    /// <summary>Whether the body is one that no events are looked for in.</summary>
    public bool IsRefusal => _decoder.Status != 200 || _decoder.Encoding is not null || IsPage;

    private bool IsPage => _decoder.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <exception cref="EndOfStreamException">The connection ended first.</exception>
    /// <exception cref="StreamFormatException">The response cannot be read, or is larger than is held.</exception>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        var now = clock.Now();
        if (bytes.IsEmpty)
        {
            if (!_decoder.EndsWithConnection) throw new EndOfStreamException("the connection ended before the response");
            Flush(now);
            return false;
        }

        (HasBegun, LastByte) = (true, now);
        Decode(bytes, now, _reads++);
        if (_decoder.IsEnded) Flush(now);
        if (_decoder.IsEnded || (IsRefusal && _textLength == TextBytes)) return false;
        if (Headers is not null) Watch();
        return true;
    }

    public void Dispose() => _splitter.Dispose();

    private void Decode(ReadOnlySpan<byte> bytes, long now, int read)
    {
        while (!bytes.IsEmpty && !_decoder.IsEnded)
        {
            var body = _decoder.Next(ref bytes);
            if (Headers is null && _decoder.Status is not null) Headers = now;
            if (body.IsEmpty || parser.IsDone) continue;
            if (IsRefusal || !_decoder.IsEventStream) Keep(body);
            if (!IsRefusal) _splitter.Feed(body, now, read);
            if (parser.IsDone) DoneAt ??= now;
        }

        _hasMore = !bytes.IsEmpty;
    }

    /// <summary>The last event of some has no empty line behind it.</summary>
    private void Flush(long now)
    {
        if (!IsRefusal && !parser.IsDone) _splitter.Feed("\n\n"u8, now, _reads);
        if (parser.IsDone) DoneAt ??= now;
    }

    /// <summary>A server that holds the connection open must not hold the user of a closed loop.</summary>
    private void Watch()
    {
        if (_stage != Stage.Over && (parser.IsDone || IsRefusal))
        {
            _stage = Stage.Over;
            ending(parser.IsDone ? DrainLimit : RefusalLimit);
        }
        else if (_stage != Stage.Over && parser.HasFinished)
        {
            _stage = Stage.Finished;
            ending(DoneLimit);
        }
    }

    private void Keep(ReadOnlySpan<byte> body)
    {
        if (_textLength == TextBytes) return;
        if (_text.Length == 0) _text = new byte[TextBytes];
        var part = body[..Math.Min(body.Length, TextBytes - _textLength)];
        part.CopyTo(_text.AsSpan(_textLength));
        _textLength += part.Length;
    }
}
