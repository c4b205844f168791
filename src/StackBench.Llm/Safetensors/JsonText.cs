using System.Text.Json;

namespace StackBench.Llm.Safetensors;

internal static class JsonText
{
    /// <returns>Null where the value is no text, or one that no Unicode text can be: half of a surrogate pair.</returns>
    public static string? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
