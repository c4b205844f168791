using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Core.Text;

namespace StackBench.Serving.Streams;

/// <summary>Reads the data of split events after the response has ended. Usage and timings are taken from whatever event holds them.</summary>
internal static class EventParser
{
    public static ParsedStream Parse(SseSplitter splitter)
    {
        var events = ImmutableArray.CreateBuilder<StreamEvent>(splitter.Events.Count);
        var state = new State();
        foreach (var split in splitter.Events)
        {
            var kind = split.Kind;
            int? tokens = null;
            if (kind is null or EventKind.Error) (kind, tokens) = One(splitter.DataOf(split).Span, kind, state);
            events.Add(new StreamEvent(split.Nanoseconds, split.Read, split.Length, kind.Value, tokens));
        }

        return new ParsedStream(events.MoveToImmutable(), state.Counts, state.Error, state.FinishReason);
    }

    private static (EventKind Kind, int? Tokens) One(ReadOnlySpan<byte> data, EventKind? known, State state)
    {
        var found = new Found();
        try
        {
            var reader = new Utf8JsonReader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("no object");
            Top(ref reader, found, state);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            state.Error ??= known == EventKind.Error ? "the server sent an error event" : "an event's data is no JSON object of the expected form";
            return (EventKind.Error, null);
        }

        if (found.Error is { } message || known == EventKind.Error)
        {
            state.Error ??= found.Error is { Length: > 0 } text ? text : "the server sent an error event";
            return (EventKind.Error, null);
        }

        return (found.Kind, found.Tokens);
    }

    private static void Top(ref Utf8JsonReader reader, Found found, State state)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8)) Choices(ref reader, found, state);
            else if (reader.ValueTextEquals("usage"u8)) Usage(ref reader, found, state);
            else if (reader.ValueTextEquals("timings"u8)) Timings(ref reader, found, state);
            else if (reader.ValueTextEquals("error"u8)) Error(ref reader, found);
            else Skip(ref reader);
        }
    }

    private static void Choices(ref Utf8JsonReader reader, Found found, State state)
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
                if (reader.ValueTextEquals("delta"u8)) Delta(ref reader, found);
                else if (reader.ValueTextEquals("text"u8)) Text(ref reader, found, 0);
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

    private static void Delta(ref Utf8JsonReader reader, Found found)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8)) Text(ref reader, found, 0);
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8)) Text(ref reader, found, 1);
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

    private static void Text(ref Utf8JsonReader reader, Found found, int place)
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

    private static void Usage(ref Utf8JsonReader reader, Found found, State state)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return;
        found.HasUsage = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8)) state.Counts = state.Counts with { Prompt = Number(ref reader) ?? state.Counts.Prompt };
            else if (reader.ValueTextEquals("completion_tokens"u8))
            {
                found.Tokens = Number(ref reader);
                state.Counts = state.Counts with { Completion = found.Tokens ?? state.Counts.Completion };
            }
            else if (reader.ValueTextEquals("prompt_tokens_details"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartObject) continue;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("cached_tokens"u8)) state.Counts = state.Counts with { Cached = Number(ref reader) ?? state.Counts.Cached };
                    else Skip(ref reader);
                }
            }
            else Skip(ref reader);
        }
    }

    private static void Timings(ref Utf8JsonReader reader, Found found, State state)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("predicted_n"u8))
            {
                var count = Number(ref reader);
                found.Tokens ??= count;
                state.Counts = state.Counts with { Timings = count ?? state.Counts.Timings };
            }
            else if (reader.ValueTextEquals("cache_n"u8))
            {
                var count = Number(ref reader);
                state.Counts = state.Counts with { Cached = state.Counts.Cached ?? count };
            }
            else Skip(ref reader);
        }
    }

    private static void Error(ref Utf8JsonReader reader, Found found)
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

    private sealed class Found
    {
        public bool HasContent, HasReasoning, HasTool, HasFinish, HasUsage;
        public int? Tokens;
        public string? Error;

        public EventKind Kind =>
            HasContent ? EventKind.Content
            : HasReasoning ? EventKind.Reasoning
            : HasTool ? EventKind.Tool
            : HasFinish ? EventKind.Finish
            : HasUsage ? EventKind.Usage
            : EventKind.Role;
    }

    private sealed class State
    {
        public TokenCounts Counts = new();
        public string? Error;
        public string? FinishReason;
    }
}
