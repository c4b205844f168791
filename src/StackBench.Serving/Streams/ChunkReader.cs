using System.Text.Json;
using StackBench.Core.Text;

namespace StackBench.Serving.Streams;

/// <summary>
/// Reads the JSON of one event where it lies, without allocating for what every event has. A value of another type than expected is
/// passed over, so that what stands behind it is still seen.
/// </summary>
internal static class ChunkReader
{
    /// <exception cref="JsonException">This is not one JSON object.</exception>
    /// <exception cref="InvalidOperationException">A text holds half of a surrogate pair.</exception>
    public static ChunkContent Read(ReadOnlySpan<byte> data, StreamTotals totals)
    {
        var found = new ChunkContent();
        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("no object");
        Top(ref reader, ref found, totals);
        // Throws where something follows the object.
        reader.Read();
        return found;
    }

    private static void Top(ref Utf8JsonReader reader, ref ChunkContent found, StreamTotals totals)
    {
        while (Name(ref reader))
        {
            if (reader.ValueTextEquals("choices"u8)) Choices(ref reader, ref found, totals);
            else if (reader.ValueTextEquals("usage"u8)) Usage(ref reader, ref found, totals);
            else if (reader.ValueTextEquals("timings"u8)) Timings(ref reader, ref found, totals);
            else if (reader.ValueTextEquals("error"u8)) found.IsError |= IsThere(ref reader);
            else if (reader.ValueTextEquals("error_code"u8)) found.IsError |= IsThere(ref reader);
            else if (reader.ValueTextEquals("object"u8)) found.IsError |= Is(ref reader, "error"u8);
            else if (reader.ValueTextEquals("type"u8)) Type(ref reader, ref found);
            else Skip(ref reader);
        }
    }

    private static void Type(ref Utf8JsonReader reader, ref ChunkContent found)
    {
        if (!Is(ref reader, JsonTokenType.String)) return;
        if (reader.ValueTextEquals("ping"u8)) found.IsPing = true;
        else if (reader.ValueTextEquals("error"u8)) found.IsError = true;
    }

    private static void Choices(ref Utf8JsonReader reader, ref ChunkContent found, StreamTotals totals)
    {
        if (!Is(ref reader, JsonTokenType.StartArray)) return;
        found.HasChoices = true;
        while (Element(ref reader))
        {
            if (reader.TokenType == JsonTokenType.StartObject) Choice(ref reader, ref found, totals);
            else reader.Skip();
        }
    }

    private static void Choice(ref Utf8JsonReader reader, ref ChunkContent found, StreamTotals totals)
    {
        while (Name(ref reader))
        {
            if (reader.ValueTextEquals("delta"u8)) Delta(ref reader, ref found);
            else if (reader.ValueTextEquals("text"u8)) Text(ref reader, ref found, isReasoning: false);
            else if (reader.ValueTextEquals("finish_reason"u8)) Finish(ref reader, ref found, totals);
            // Where Moonshot tells it.
            else if (reader.ValueTextEquals("usage"u8)) Usage(ref reader, ref found, totals);
            else if (reader.ValueTextEquals("error"u8)) found.IsError |= IsThere(ref reader);
            else Skip(ref reader);
        }
    }

    private static void Finish(ref Utf8JsonReader reader, ref ChunkContent found, StreamTotals totals)
    {
        if (!Is(ref reader, JsonTokenType.String)) return;
        var reason = SafeText.OneLine(reader.GetString()!);
        if (FinishReasons.IsNone(reason)) return;
        found.HasFinish = true;
        totals.FinishReason = reason;
    }

    private static void Delta(ref Utf8JsonReader reader, ref ChunkContent found)
    {
        if (!Is(ref reader, JsonTokenType.StartObject)) return;
        while (Name(ref reader))
        {
            if (reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("refusal"u8)) Text(ref reader, ref found, isReasoning: false);
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8)
                || reader.ValueTextEquals("thinking"u8))
                Text(ref reader, ref found, isReasoning: true);
            else if (reader.ValueTextEquals("tool_calls"u8)) Tools(ref reader, ref found);
            else if (reader.ValueTextEquals("function_call"u8)) found.HasTool |= IsThere(ref reader);
            else Skip(ref reader);
        }
    }

    private static void Tools(ref Utf8JsonReader reader, ref ChunkContent found)
    {
        if (!Is(ref reader, JsonTokenType.StartArray)) return;
        while (Element(ref reader))
        {
            found.HasTool = true;
            reader.Skip();
        }
    }

    /// <summary>A text, or a list of parts that hold texts.</summary>
    private static void Text(ref Utf8JsonReader reader, ref ChunkContent found, bool isReasoning)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) Piece(ref reader, ref found, isReasoning);
        else while (Element(ref reader)) Piece(ref reader, ref found, isReasoning);
    }

    private static void Piece(ref Utf8JsonReader reader, ref ChunkContent found, bool isReasoning)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueSpan.IsEmpty) return;
            if (isReasoning) found.HasReasoning = true;
            else found.HasContent = true;
            return;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (Name(ref reader))
        {
            if (reader.ValueTextEquals("text"u8)) Text(ref reader, ref found, isReasoning);
            else if (reader.ValueTextEquals("thinking"u8)) Text(ref reader, ref found, isReasoning: true);
            else Skip(ref reader);
        }
    }

    private static void Usage(ref Utf8JsonReader reader, ref ChunkContent found, StreamTotals totals)
    {
        if (!Is(ref reader, JsonTokenType.StartObject)) return;
        found.HasUsage = true;
        while (Name(ref reader))
        {
            if (reader.ValueTextEquals("prompt_tokens"u8)) totals.Prompt = Number(ref reader) ?? totals.Prompt;
            else if (reader.ValueTextEquals("completion_tokens"u8))
            {
                found.Tokens = Number(ref reader);
                totals.Completion = found.Tokens ?? totals.Completion;
            }
            else if (reader.ValueTextEquals("prompt_tokens_details"u8)) Detail(ref reader, "cached_tokens"u8, ref totals.Cached);
            else if (reader.ValueTextEquals("completion_tokens_details"u8)) Detail(ref reader, "reasoning_tokens"u8, ref totals.Reasoning);
            else Skip(ref reader);
        }
    }

    private static void Detail(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref int? place)
    {
        if (!Is(ref reader, JsonTokenType.StartObject)) return;
        while (Name(ref reader))
        {
            if (reader.ValueTextEquals(name)) place = Number(ref reader) ?? place;
            else Skip(ref reader);
        }
    }

    private static void Timings(ref Utf8JsonReader reader, ref ChunkContent found, StreamTotals totals)
    {
        if (!Is(ref reader, JsonTokenType.StartObject)) return;
        found.HasTimings = true;
        while (Name(ref reader))
        {
            if (reader.ValueTextEquals("predicted_n"u8))
            {
                var count = Number(ref reader);
                found.Tokens ??= count;
                totals.Timings = count ?? totals.Timings;
            }
            else if (reader.ValueTextEquals("cache_n"u8))
            {
                var count = Number(ref reader);
                totals.Cached ??= count;
            }
            else Skip(ref reader);
        }
    }

    // Goes to the next value, and past it where it has another type.
    private static bool Is(ref Utf8JsonReader reader, JsonTokenType type)
    {
        reader.Read();
        if (reader.TokenType == type) return true;
        reader.Skip();
        return false;
    }

    private static bool Name(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    private static bool Element(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    // Null, false, 0 and an empty text, list or object say that there is no error.
    private static bool IsThere(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null or JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return !(reader.TryGetDouble(out var number) && number == 0);
            case JsonTokenType.String:
                return !reader.ValueSpan.IsEmpty;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                var depth = reader.CurrentDepth;
                var isEmpty = reader.Read() && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
                while (reader.CurrentDepth > depth && reader.Read()) { }
                return !isEmpty;
            default:
                return true;
        }
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        Is(ref reader, JsonTokenType.String) && reader.ValueTextEquals(text);

    // Some servers write whole numbers as 32.0.
    private static int? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && value is >= 0 and <= int.MaxValue
            && value == Math.Floor(value))
            return (int)value;
        reader.Skip();
        return null;
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
