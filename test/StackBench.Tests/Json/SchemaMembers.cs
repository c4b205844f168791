using System.Text.Json.Nodes;

namespace StackBench.Tests.Json;

/// <summary>Names of members: those that a schema describes, and those that a document has.</summary>
internal static class SchemaMembers
{
    public static IEnumerable<string> Of(JsonObject schema) =>
        schema["properties"] is JsonObject properties
            ? properties.SelectMany(property => Of(property.Value!.AsObject()).Prepend(property.Key))
            : [];

    public static void Collect(JsonNode? node, HashSet<string> names)
    {
        foreach (var (name, value) in node as JsonObject ?? [])
        {
            names.Add(name);
            Collect(value, names);
        }

        foreach (var item in node as JsonArray ?? []) Collect(item, names);
    }
}
