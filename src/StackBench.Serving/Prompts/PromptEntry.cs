using System.Text.Json;

namespace StackBench.Serving.Prompts;

/// <summary>One entry of a file of prompts.</summary>
/// <param name="Text">The prompt; of a chat all its turns, for a route that takes text.</param>
/// <param name="Messages">The turns of a chat up to the last that is not the assistant's, as a JSON array; null where it is a text.</param>
internal sealed record PromptEntry(string Text, string? Messages)
{
    /// <summary>Whether it is a conversation, which may well lack a turn to answer.</summary>
    public static bool IsConversation(JsonElement entry) =>
        Turns(entry, "conversations") is not null || Turns(Body(entry), "messages") is not null;

    /// <returns>Null where it holds nothing to answer.</returns>
    /// <exception cref="InvalidOperationException">A text holds half of a surrogate pair.</exception>
    public static PromptEntry? Of(JsonElement entry)
    {
        if (TextOf(entry, "prompt") is { Length: > 0 } prompt) return new PromptEntry(prompt, null);
        if (Turns(Body(entry), "messages") is { } messages) return Chat(messages);
        if (Turns(entry, "conversations") is not { } turns) return null;
        foreach (var turn in turns.EnumerateArray())
            if (TextOf(turn, "from") is "human" or "user" && TextOf(turn, "value") is { } text && !string.IsNullOrWhiteSpace(text))
                return new PromptEntry(text, null);
        return null;
    }

    private static PromptEntry? Chat(JsonElement messages)
    {
        JsonElement[] turns = [.. messages.EnumerateArray()];
        if (turns.Any(turn => TextOf(turn, "role") is null)) return null;
        // What an assistant said last is the answer that was recorded.
        var count = System.Array.FindLastIndex(turns, turn => TextOf(turn, "role") != "assistant") + 1;
        var texts = turns[..count].Select(ContentOf).Where(text => text.Length > 0).ToArray();
        return count == 0 || !turns[..count].Any(turn => TextOf(turn, "role") == "user" && ContentOf(turn).Length > 0)
            ? null
            : new PromptEntry(string.Join('\n', texts), $"[{string.Join(',', turns[..count].Select(turn => turn.GetRawText()))}]");
    }

    // A text, or a list of parts of which some hold texts.
    private static string ContentOf(JsonElement turn)
    {
        if (TextOf(turn, "content") is { } text) return text.Trim();
        return Turns(turn, "content") is { } parts
            ? string.Join('\n', parts.EnumerateArray().Select(part => TextOf(part, "text")).OfType<string>()).Trim()
            : "";
    }

    private static JsonElement Body(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("body", out var body) ? body : entry;

    private static JsonElement? Turns(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value
            : null;

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
