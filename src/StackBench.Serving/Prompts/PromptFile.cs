using System.Collections.Immutable;
using System.Text.Json;

namespace StackBench.Serving.Prompts;

/// <summary>
/// Prompts from a file: JSON lines with <c>prompt</c>, or ShareGPT's array of <c>conversations</c>, of which the first human turn is taken.
/// </summary>
public static class PromptFile
{
    /// <exception cref="FormatException">A line or entry has no prompt; it says which.</exception>
    public static PromptSet.Texts Read(string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        content = content.TrimStart('\uFEFF');
        try
        {
            var prompts = content.AsSpan().TrimStart().StartsWith("[") ? ShareGpt(content) : Lines(content);
            return prompts.IsEmpty ? throw new FormatException("the file holds no prompt") : new PromptSet.Texts(prompts);
        }
        catch (JsonException e)
        {
            throw new FormatException("the file is neither JSON lines nor a JSON array", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("the file holds half of a surrogate pair, which is no text", e);
        }
    }

    private static ImmutableArray<string> Lines(string content)
    {
        var prompts = ImmutableArray.CreateBuilder<string>();
        var number = 0;
        foreach (var line in content.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            using var document = JsonDocument.Parse(line);
            prompts.Add(LineText(document.RootElement, number) ?? throw new FormatException($"line {number} has no text \"prompt\""));
        }

        return prompts.DrainToImmutable();
    }

    private static string? LineText(JsonElement line, int number)
    {
        try
        {
            return TextOf(line, "prompt");
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"line {number} holds half of a surrogate pair, which is no text", e);
        }
    }

    private static ImmutableArray<string> ShareGpt(string content)
    {
        using var document = JsonDocument.Parse(content);
        var prompts = ImmutableArray.CreateBuilder<string>();
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("conversations", out var turns)
                || turns.ValueKind != JsonValueKind.Array)
                throw new FormatException($"entry {prompts.Count + 1} has no \"conversations\"");
            foreach (var turn in turns.EnumerateArray())
            {
                if (TextOf(turn, "from") is not ("human" or "user") || TextOf(turn, "value") is not { Length: > 0 } text) continue;
                prompts.Add(text);
                break;
            }
        }

        return prompts.DrainToImmutable();
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
