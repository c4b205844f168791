using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace StackBench.Serving.Prompts;

/// <summary>
/// Prompts from a file: JSON lines with <c>prompt</c>, with <c>messages</c> as the chat route takes them (also within the <c>body</c> of a
/// batch), or with ShareGPT's <c>conversations</c>; or one JSON array of such. Of a ShareGPT conversation the first human turn is taken.
/// </summary>
public static class PromptFile
{
    private const string HalfPair = "holds half of a surrogate pair, which is no text";

    /// <param name="note">Gets a sentence where entries were left out.</param>
    /// <exception cref="FormatException">A line is no entry, or no entry has a prompt; it says which.</exception>
    public static PromptSet.Texts Read(string content, Action<string>? note = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        content = content.TrimStart('\uFEFF');
        try
        {
            var entries = content.AsSpan().TrimStart().StartsWith("[") ? Array(content) : Lines(content);
            if (entries.IsEmpty) throw new FormatException("the file holds no prompt");
            ImmutableArray<PromptEntry> good = [.. entries.OfType<PromptEntry>()];
            if (good.IsEmpty) throw new FormatException(Text($"none of its {entries.Length} entries has a prompt"));
            if (good.Length < entries.Length)
                note?.Invoke(Text($"{entries.Length - good.Length} of {entries.Length} entries have no prompt and are left out"));
            if (good.Select(entry => entry.Messages is null).Distinct().Count() > 1)
                throw new FormatException("some entries have \"messages\" and others a text");
            return new PromptSet.Texts([.. good.Select(entry => entry.Text)])
            {
                Messages = [.. good.Select(entry => entry.Messages).OfType<string>()],
            };
        }
        catch (JsonException e)
        {
            throw new FormatException("the file is neither JSON lines nor a JSON array", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"the file {HalfPair}", e);
        }
    }

    private static JsonDocument Parsed(string line, int number)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException exception)
        {
            throw new FormatException(Text($"line {number} is not JSON"), exception);
        }
    }

    private static ImmutableArray<PromptEntry?> Lines(string content)
    {
        var entries = ImmutableArray.CreateBuilder<PromptEntry?>();
        var number = 0;
        foreach (var line in content.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            using var document = Parsed(line, number);
            try
            {
                // A line without a prompt is a mistake; a conversation without one is usual.
                entries.Add(PromptEntry.IsConversation(document.RootElement)
                    ? PromptEntry.Of(document.RootElement)
                    : PromptEntry.Of(document.RootElement) ?? throw new FormatException(Text($"line {number} has no text \"prompt\"")));
            }
            catch (InvalidOperationException e)
            {
                throw new FormatException(Text($"line {number} {HalfPair}"), e);
            }
        }

        return entries.DrainToImmutable();
    }

    private static ImmutableArray<PromptEntry?> Array(string content)
    {
        using var document = JsonDocument.Parse(content);
        return [.. document.RootElement.EnumerateArray().Select(PromptEntry.Of)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
