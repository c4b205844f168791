using System.Collections.Immutable;
using System.Text.Json;

namespace StackBench.Serving.Requests;

/// <summary>Fields of the user's for the body of every request, as one JSON object.</summary>
public static class ExtraBody
{
    public const int Longest = 65536;

    /// <returns>The value of each field in JSON without blanks.</returns>
    /// <exception cref="FormatException">This is no object, or has a field that is the load's own.</exception>
    public static ImmutableSortedDictionary<string, string> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Longest) throw new FormatException(FormattableString.Invariant($"it has more than {Longest} characters"));
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("it is not a JSON object");
            var fields = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (var field in document.RootElement.EnumerateObject())
            {
                if (BodyForm.Fixed.Contains(field.Name)) throw new FormatException($"\"{field.Name}\" is set by the load itself");
                if (field.Name is BodyForm.MaxTokens or BodyForm.MaxCompletionTokens)
                    throw new FormatException($"the length of answers is set with --output, not with \"{field.Name}\"");
                fields[field.Name] = Compact(field.Value);
            }

            return fields.ToImmutable();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException("it is not valid JSON", exception);
        }
    }

    /// <summary>Its one form, by which equal fields are equal texts.</summary>
    public static string Text(ImmutableSortedDictionary<string, string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return $"{{{string.Join(',', fields.Select(field => $"\"{JsonEncodedText.Encode(field.Key)}\":{field.Value}"))}}}";
    }

    private static string Compact(JsonElement value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) value.WriteTo(json);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
