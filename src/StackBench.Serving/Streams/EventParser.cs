using System.Collections.Immutable;
using System.Text.Json;

namespace StackBench.Serving.Streams;

/// <summary>
/// Reads the events of one response as they are split, so that nothing of it need be held. Usage and timings are taken
/// from whatever event holds them. What comes after <c>[DONE]</c> is no part of the answer.
/// </summary>
/// <param name="expected">Events to make room for.</param>
internal sealed class EventParser(int expected = 0, int mostEvents = EventParser.MostEvents)
{
    /// <summary>Events above which a stream is refused: an endless one must not fill the memory.</summary>
    public const int MostEvents = 1 << 20;

    private const string NoWords = "the server sent an error event";

    private readonly ImmutableArray<StreamEvent>.Builder _events = ImmutableArray.CreateBuilder<StreamEvent>(expected);
    private readonly StreamTotals _totals = new();

    /// <summary>Whether <c>[DONE]</c> has come.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether the answer has ended, though <c>[DONE]</c> may be missing.</summary>
    public bool HasFinished => IsDone || _totals.FinishReason is not null;

    public void Comment(long nanoseconds, int read)
    {
        if (!IsDone) Add(new StreamEvent(nanoseconds, read, 0, EventKind.Comment));
    }

    /// <param name="isError">Its frame says that it is an error.</param>
    /// <exception cref="StreamFormatException">Too many events.</exception>
    public void Event(ReadOnlySpan<byte> data, bool isError, long nanoseconds, int read)
    {
        if (IsDone) return;
        data = data.Trim(" \t\r\n"u8);
        if (data.IsEmpty && !isError) return;
        if (data.SequenceEqual("[DONE]"u8))
        {
            IsDone = true;
            Add(new StreamEvent(nanoseconds, read, data.Length, EventKind.Done));
            return;
        }

        if (One(data, isError) is var (kind, tokens)) Add(new StreamEvent(nanoseconds, read, data.Length, kind, tokens));
    }

    public ParsedStream Parsed() => new(_events.DrainToImmutable(), _totals.Counts, _totals.Error, _totals.FinishReason);

    private void Add(StreamEvent one)
    {
        if (_events.Count >= mostEvents) throw new StreamFormatException($"the stream holds more than {mostEvents} events");
        _events.Add(one);
    }

    /// <returns>Null for what is no event of the answer: a ping.</returns>
    private (EventKind Kind, int? Tokens)? One(ReadOnlySpan<byte> data, bool isError)
    {
        ChunkContent found;
        try
        {
            found = ChunkReader.Read(data, _totals);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            _totals.Error ??= isError ? Words(data) : "an event's data is no JSON object of the expected form";
            return (EventKind.Error, null);
        }

        if (found is { IsPing: true, IsForeign: true, IsError: false } && !isError) return null;
        if (found.IsForeign || isError)
        {
            _totals.Error ??= Words(data);
            return (EventKind.Error, null);
        }

        return (found.Kind, found.Tokens);
    }

    private static string Words(ReadOnlySpan<byte> data) => ServerWords.Of(data) is { Length: > 0 } words ? words : NoWords;
}
