using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Serving.Prompts;

namespace StackBench.Serving.Arrivals;

/// <summary>
/// Reads a trace of requests: JSON lines with <c>timestamp</c> in milliseconds (as in the Mooncake traces) or <c>time</c> in seconds, and,
/// where it has them, <c>input_length</c> and <c>output_length</c> in tokens, <c>hash_ids</c>, the ids of the prompt's blocks, or
/// <c>prompt</c>; or a table with a header (<see cref="TraceTable"/>). Other fields are left out.
/// </summary>
public static class TraceFile
{
    public const int MostRequests = 1_000_000;

    private const char ByteOrderMark = '\uFEFF';

    private const int LongestLength = 1 << 20;

    /// <param name="mostTokens">Of prompt and answer together, as far as the trace tells them; null is not known.</param>
    /// <param name="note">Gets a sentence where requests were left out.</param>
    /// <exception cref="FormatException">A line is none of a trace; it says which and why.</exception>
    public static ImmutableArray<TraceRequest> Read(string content, long? mostTokens = null, Action<string>? note = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        var requests = ImmutableArray.CreateBuilder<TraceRequest>();
        var (number, first, before, left) = (0, 0.0, double.NegativeInfinity, 0);
        TraceColumns? columns = null;
        // At line feeds only: what else may end a line stands in texts as it is.
        foreach (var range in content.AsSpan().Split('\n'))
        {
            number++;
            var line = content.AsSpan(range);
            if (number == 1) line = line.TrimStart(ByteOrderMark);
            if (line.IsWhiteSpace()) continue;
            if (number == 1 && (columns = TraceTable.ColumnsOf(line.ToString())) is not null) continue;
            if (requests.Count == MostRequests)
                throw new FormatException(FormattableString.Invariant($"the trace has more than {MostRequests} requests"));
            if ((columns is { } table ? Row(line.ToString(), table, number) : Parse(line.ToString(), number)) is not { } request)
            {
                left++;
                continue;
            }

            if ((request.Input ?? 0L) + (request.Output ?? 0L) > mostTokens)
                throw Wrong(number, FormattableString.Invariant($"has more tokens than the {mostTokens} the model takes"));
            if (request.Seconds < before) throw Wrong(number, "is earlier than the line before");
            if (requests.Count == 0) first = request.Seconds;
            else if (request.Prompt is null != requests[0].Prompt is null)
                throw Wrong(number,
                    request.Prompt is null ? "has no prompt, though the first one has" : "has a prompt, though the first one has none");
            before = request.Seconds;
            requests.Add(request with { Seconds = request.Seconds - first });
        }

        if (requests.Count == 0) throw new FormatException("the trace holds no request");
        if (left > 0)
            note?.Invoke(FormattableString.Invariant(
                $"{left} of {left + requests.Count} requests of the trace have no prompt or no answer and are left out"));
        return TraceBlocks.Sized(requests.DrainToImmutable());
    }

    private static TraceRequest? Row(string line, TraceColumns columns, int number)
    {
        try
        {
            return TraceTable.Row(line, columns, LongestLength);
        }
        catch (FormatException exception)
        {
            throw Wrong(number, exception.Message);
        }
    }

    private static TraceRequest Parse(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Wrong(number, "is no JSON object");
            var request = new TraceRequest(
                Seconds(root, number), Length(root, "input_length", number), Length(root, "output_length", number), Prompt(root, number));
            // A prompt that is there needs no making.
            return request.Prompt is null && root.TryGetProperty("hash_ids", out var ids)
                ? request with { Blocks = Blocks(ids, request.Input, number) }
                : request;
        }
        catch (JsonException exception)
        {
            throw new FormatException(FormattableString.Invariant($"line {number} is no JSON object"), exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException(
                FormattableString.Invariant($"line {number} holds half of a surrogate pair, which is no text"), exception);
        }
    }

    private static double Seconds(JsonElement root, int number)
    {
        var (hasMilliseconds, hasSeconds) =
            (root.TryGetProperty("timestamp", out var milliseconds), root.TryGetProperty("time", out var seconds));
        if (hasMilliseconds == hasSeconds)
            throw Wrong(number, hasSeconds ? "has both \"timestamp\" and \"time\"" : "has neither \"timestamp\" (ms) nor \"time\" (s)");
        var (value, scale, name) = hasSeconds ? (seconds, 1.0, "time") : (milliseconds, 1e-3, "timestamp");
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var time) && time >= 0 && time < 1e15
            ? time * scale
            : throw Wrong(number, $"has a \"{name}\" that is no time");
    }

    private static int? Length(JsonElement root, string name, int number)
    {
        if (!root.TryGetProperty(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var length) && length is >= 1 and <= LongestLength
            ? length
            : throw Wrong(number, FormattableString.Invariant($"has an \"{name}\" that is no whole number from 1 to {LongestLength}"));
    }

    // Their length is that of all lines together.
    private static PromptBlocks Blocks(JsonElement ids, int? input, int number)
    {
        if (ids.ValueKind != JsonValueKind.Array) throw Wrong(number, "has \"hash_ids\" that are no array");
        if (input is null) throw Wrong(number, "has \"hash_ids\" but no \"input_length\"");
        return new PromptBlocks(
            1, [.. ids.EnumerateArray().Select(id => Id(id) ?? throw Wrong(number, "has a \"hash_ids\" that is no whole number"))]);
    }

    private static ulong? Id(JsonElement id) => id.ValueKind != JsonValueKind.Number ? null
        : id.TryGetUInt64(out var positive) ? positive
        : id.TryGetInt64(out var negative) ? unchecked((ulong)negative)
        : null;

    private static string? Prompt(JsonElement root, int number)
    {
        if (!root.TryGetProperty("prompt", out var value)) return null;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw Wrong(number, "has a \"prompt\" that is no text");
    }

    private static FormatException Wrong(int number, string what) => new(FormattableString.Invariant($"line {number} {what}"));
}
