using System.Text.Json.Serialization;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Core.Json;

/// <summary>JSON of comparisons, written only.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    Converters =
    [
        typeof(UnitJsonConverter), typeof(KebabEnumConverter<Verdict>), typeof(KebabEnumConverter<EvidenceUnit>),
        typeof(KebabEnumConverter<Better>),
        typeof(KebabEnumConverter<FactRole>), typeof(KebabEnumConverter<FailureStage>), typeof(KebabEnumConverter<SkipCause>),
    ])]
[JsonSerializable(typeof(ComparisonDocument))]
public sealed partial class ComparisonJson : JsonSerializerContext;
