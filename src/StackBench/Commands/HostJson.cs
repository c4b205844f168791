using System.Text.Json.Serialization;

namespace StackBench.Commands;

/// <summary>JSON of the verbs' own outputs; documents of the domain use <see cref="Core.Json.StackBenchJson"/>.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(ListDocument))]
[JsonSerializable(typeof(NoiseFloorDocument))]
internal sealed partial class HostJson : JsonSerializerContext;
