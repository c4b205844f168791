using System.Text.Json;

namespace StackBench.Machine.Import;

/// <summary>JSON of vendors' tools as named texts.</summary>
internal static class JsonFields
{
    /// <summary>
    /// All texts and numbers of objects by path, the first object first: <c>asic/market_name</c>; a number with
    /// its unit counts as the number.
    /// </summary>
    public static ToolFields Flatten(params ReadOnlySpan<JsonElement> elements)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var element in elements) Collect(element, "", fields);
        return ToolFields.Of(fields);
    }

    private static void Collect(JsonElement element, string path, List<KeyValuePair<string, string>> fields)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.TryGetProperty("value", out var value) && element.TryGetProperty("unit", out _):
                Collect(value, path, fields);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Collect(property.Value, path.Length == 0 ? property.Name : $"{path}/{property.Name}", fields);
                break;
            case JsonValueKind.String:
                fields.Add(new(path, element.GetString()!));
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                fields.Add(new(path, element.GetRawText()));
                break;
        }
    }
}
