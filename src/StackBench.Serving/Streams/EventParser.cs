using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Core.Text;

namespace StackBench.Serving.Streams;

/// <summary>
/// Reads the events of one response as they are split, so that nothing of it need be held. Usage and timings are taken
/// from whatever event holds them.
/// </summary>
/// <param name="expected">Events to make room for.</param>
internal sealed class EventParser(int expected = 0, int mostEvents = EventParser.MostEvents)
{
    /// <summary>Events above which a stream is refused: an endless one must not fill the memory.</summary>
    public const int MostEvents = 1 << 20;

    private readonly ImmutableArray<StreamEvent>.Builder _events = ImmutableArray.CreateBuilder<StreamEvent>(expected);
    private readonly State _state = new();

    /// <summary>Whether <c>[DONE]</c> has come.</summary>
    public bool IsDone { get; private set; }

    public void Comment(long nanoseconds, int read) => Add(new StreamEvent(nanoseconds, read, 0, EventKind.Comment));

    /// <param name="isError">Its frame says that it is an error.</param>
    /// <exception cref="StreamFormatException">Too many events.</exception>
    public void Event(ReadOnlySpan<byte> data, bool isError, long nanoseconds, int read)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            IsDone = true;
            Add(new StreamEvent(nanoseconds, read, data.Length, EventKind.Done));
            return;
        }

        var (kind, tokens) = One(data, isError);
        Add(new StreamEvent(nanoseconds, read, data.Length, kind, tokens));
    }

    public ParsedStream Parsed() =>
        new(_events.DrainToImmutable(), new TokenCounts(_state.Prompt, _state.Completion, _state.Cached, _state.Timings), _state.Error,
            _state.FinishReason);

    private void Add(StreamEvent one)
    {
        if (_events.Count >= mostEvents) throw new StreamFormatException($"the stream holds more than {mostEvents} events");
        _events.Add(one);
    }

    private (EventKind Kind, int? Tokens) One(ReadOnlySpan<byte> data, bool isError)
    {
        var found = new Found();
        try
        {
            var reader = new Utf8JsonReader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("no object");
            Top(ref reader, ref found, _state);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            _state.Error ??= isError ? "the server sent an error event" : "an event's data is no JSON object of the expected form";
            return (EventKind.Error, null);
        }

        if (found.Error is not null || isError)
        {
            _state.Error ??= found.Error is { Length: > 0 } text ? text : "the server sent an error event";
            return (EventKind.Error, null);
        }

        return (found.Kind, found.Tokens);
    }

    private static void Top(ref Utf8JsonReader reader, ref Found found, State state)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8)) Choices(ref reader, ref found, state);
            else if (reader.ValueTextEquals("usage"u8)) Usage(ref reader, ref found, state);
            else if (reader.ValueTextEquals("timings"u8)) Timings(ref reader, ref found, state);
            else if (reader.ValueTextEquals("error"u8)) Error(ref reader, ref found);
            else Skip(ref reader);
        }
    }

    private static void Choices(ref Utf8JsonReader reader, ref Found found, State state)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8)) Delta(ref reader, ref found);
                else if (reader.ValueTextEquals("text"u8)) Text(ref reader, ref found, 0);
                else if (reader.ValueTextEquals("finish_reason"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String)
                    {
                        found.HasFinish = true;
                        state.FinishReason = SafeText.OneLine(reader.GetString()!);
                    }
                }
                else Skip(ref reader);
            }
        }
    }

    private static void Delta(ref Utf8JsonReader reader, ref Found found)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8)) Text(ref reader, ref found, 0);
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8)) Text(ref reader, ref found, 1);
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                var start = reader.BytesConsumed;
                reader.Skip();
                if (reader.TokenType == JsonTokenType.EndArray && reader.BytesConsumed > start + 1) found.HasTool = true;
            }
            else Skip(ref reader);
        }
    }

    private static void Text(ref Utf8JsonReader reader, ref Found found, int place)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty)
        {
            if (place == 0) found.HasContent = true;
            else found.HasReasoning = true;
        }
        else
        {
            reader.Skip();
        }
    }

    private static void Usage(ref Utf8JsonReader reader, ref Found found, State state)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return;
        found.HasUsage = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8)) state.Prompt = Number(ref reader) ?? state.Prompt;
            else if (reader.ValueTextEquals("completion_tokens"u8))
            {
                found.Tokens = Number(ref reader);
                state.Completion = found.Tokens ?? state.Completion;
            }
            else if (reader.ValueTextEquals("prompt_tokens_details"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartObject) continue;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("cached_tokens"u8)) state.Cached = Number(ref reader) ?? state.Cached;
                    else Skip(ref reader);
                }
            }
            else Skip(ref reader);
        }
    }

    private static void Timings(ref Utf8JsonReader reader, ref Found found, State state)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("predicted_n"u8))
            {
                var count = Number(ref reader);
                found.Tokens ??= count;
                state.Timings = count ?? state.Timings;
            }
            else if (reader.ValueTextEquals("cache_n"u8))
            {
                var count = Number(ref reader);
                state.Cached ??= count;
            }
            else Skip(ref reader);
        }
    }

    private static void Error(ref Utf8JsonReader reader, ref Found found)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        found.Error = "";
        if (reader.TokenType == JsonTokenType.String) found.Error = SafeText.OneLine(reader.GetString()!);
        if (reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("message"u8))
            {
                Skip(ref reader);
                continue;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.String) found.Error = SafeText.OneLine(reader.GetString()!);
            else reader.Skip();
        }
    }

    private static int? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && value >= 0) return value;
        reader.Skip();
        return null;
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private struct Found
    {
        public bool HasContent, HasReasoning, HasTool, HasFinish, HasUsage;
        public int? Tokens;
        public string? Error;

        public readonly EventKind Kind =>
            HasContent ? EventKind.Content
            : HasReasoning ? EventKind.Reasoning
            : HasTool ? EventKind.Tool
            : HasFinish ? EventKind.Finish
            : HasUsage ? EventKind.Usage
            : EventKind.Role;
    }

    private sealed class State
    {
        public int? Prompt, Completion, Cached, Timings;
        public string? Error;
        public string? FinishReason;
    }
}
