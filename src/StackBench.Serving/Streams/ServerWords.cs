using System.Text;
using System.Text.Json;
using StackBench.Core.Text;

namespace StackBench.Serving.Streams;

/// <summary>What a server says of an error, in the form of whatever framework it is made with: one line, as long as it is.</summary>
internal static class ServerWords
{
    /// <summary>Where words stand, best first: OpenAI and vLLM, FastAPI, FastChat, Baidu, MiniMax, RFC 9457.</summary>
    private static readonly string[] Places =
        ["error", "message", "detail", "msg", "error_message", "error_msg", "reason", "text", "status_msg", "title", "base_resp", "errors"];

    private static readonly string[] Codes = ["code", "error_code", "status_code", "status", "type", "error_type"];

    /// <returns>Empty where the text is.</returns>
    public static string Of(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            if (Words(document.RootElement, 0) is { Length: > 0 } words) return words;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or only its beginning: as it is.
        }

        return SafeText.OneLine(Title(Encoding.UTF8.GetString(text)));
    }

    /// <summary>Of a page its title; of another text all of it.</summary>
    private static string Title(string text)
    {
        const string begin = "<title>", end = "</title>";
        var from = text.TrimStart().StartsWith('<') ? text.IndexOf(begin, StringComparison.OrdinalIgnoreCase) : -1;
        var to = from < 0 ? -1 : text.IndexOf(end, from, StringComparison.OrdinalIgnoreCase);
        return to < 0 ? text : text[(from + begin.Length)..to];
    }

    private static string Words(JsonElement element, int depth)
    {
        if (depth > 4) return "";
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return SafeText.OneLine(element.GetString()!);
            case JsonValueKind.Array:
                return string.Join(
                    "; ", element.EnumerateArray().Take(3).Select(one => Words(one, depth + 1)).Where(one => one.Length > 0));
            case JsonValueKind.Object:
                // The names of refused fields: {"loc":["body","ignore_eos"],"msg":"..."}.
                var at = element.TryGetProperty("loc", out var loc) && loc.ValueKind == JsonValueKind.Array
                    ? string.Join('.', loc.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String)
                        .Select(one => SafeText.OneLine(one.GetString()!)))
                    : "";
                var words = Places.Select(name => element.TryGetProperty(name, out var value) ? Words(value, depth + 1) : "")
                    .FirstOrDefault(one => one.Length > 0) ?? Code(element);
                return at.Length > 0 && words.Length > 0 ? $"{at}: {words}" : words;
            default:
                return "";
        }
    }

    private static string Code(JsonElement element)
    {
        foreach (var name in Codes)
            if (element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number or JsonValueKind.String)
                return $"{name} {SafeText.OneLine(value.ToString())}";
        return "";
    }
}
