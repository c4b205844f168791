using System.Text.Json.Serialization;

namespace StackBench.Postgres;

/// <summary>Facts of a machine by their names.</summary>
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class FactsJson : JsonSerializerContext;
