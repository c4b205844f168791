using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Store;

namespace StackBench.Commands;

/// <summary>What <c>history --format json</c> prints.</summary>
/// <param name="Runs">Newest first.</param>
internal sealed record HistoryDocument(int SchemaVersion, ImmutableArray<RunSummary> Runs)
{
    public const int CurrentSchemaVersion = 1;
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(KebabEnumConverter<RunPurpose>), typeof(KebabEnumConverter<RunStatus>), typeof(KebabEnumConverter<Suite>)])]
[JsonSerializable(typeof(HistoryDocument))]
internal sealed partial class HistoryJson : JsonSerializerContext;
