using System.Text.Json;

namespace StackBench.Machine.Import;

/// <summary>Tells the tools that write JSON apart.</summary>
internal static class JsonDump
{
    /// <exception cref="FormatException">The text is no JSON, or of no known tool.</exception>
    public static GpuDump Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("gpu_data", out var data)) return new("amd-smi", AmdSmi.Parse(data));
            if (root.ValueKind == JsonValueKind.Array)
                return root.EnumerateArray().Any(gpu => gpu.ValueKind == JsonValueKind.Object && gpu.TryGetProperty("asic", out _)) ? new("amd-smi", AmdSmi.Parse(root)) : new("amdgpu_top", AmdgpuTop.Parse(root));
            if (root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Any(property => property.Name.StartsWith("card", StringComparison.Ordinal))) return new("rocm-smi", RocmSmi.OfJson(root));
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the text begins like JSON but is broken: {exception.Message}", exception);
        }

        throw new FormatException($"this JSON is the output of no known tool; known are {GpuDump.Forms}");
    }

    /// <summary>All texts and numbers of an object by path: <c>asic/market_name</c>; a number with its unit counts as the number.</summary>
    public static ToolFields Flatten(JsonElement element)
    {
        var fields = new List<KeyValuePair<string, string>>();
        Collect(element, "", fields);
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
                foreach (var property in element.EnumerateObject()) Collect(property.Value, path.Length == 0 ? property.Name : $"{path}/{property.Name}", fields);
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
