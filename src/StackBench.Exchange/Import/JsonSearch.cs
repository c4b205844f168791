using System.Text.Json;

namespace StackBench.Exchange.Import;

/// <summary>Looks for a member by name wherever a generation of a tool put it.</summary>
internal static class JsonSearch
{
    private const int Depth = 8;

    /// <summary>The first text or number of one of the names, in their order, the outermost first; of a list its first item.</summary>
    public static string? Text(JsonField root, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Find(root, name, Depth) is { } found) return found;
        return null;
    }

    private static string? Find(JsonField field, string name, int depth)
    {
        if (depth == 0 || !field.IsObject) return null;
        if (field.Find(name) is { } member && Plain(member) is { } text) return text;
        return field.Members.Where(inner => inner.Value.IsObject).Select(inner => Find(inner.Value, name, depth - 1))
            .FirstOrDefault(found => found is not null);
    }

    private static string? Plain(JsonField field) => field.Element.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.Text,
        JsonValueKind.Array => field.Items.Select(item => (JsonField?)item).FirstOrDefault() is { IsList: false, IsObject: false } first
            && first.Element.ValueKind != JsonValueKind.Null ? first.Text : null,
        _ => null,
    };
}
