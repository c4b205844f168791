using System.Text.Json;

namespace StackBench.Exchange.Import;

internal static class JsonNumbers
{
    /// <summary>Whether an element is a whole number that a parameter can hold.</summary>
    public static bool TryGetWhole(this JsonElement element, out long number)
    {
        number = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out number);
    }
}
