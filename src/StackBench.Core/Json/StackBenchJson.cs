using System.Text.Json.Serialization;
using StackBench.Core.Events;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Workloads;

namespace StackBench.Core.Json;

/// <summary>The one JSON context of the domain: run documents, results and events.</summary>
/// <remarks>
/// An unknown member is refused, so that nothing a document says is dropped in silence: every change of the form raises
/// <see cref="Run.CurrentSchemaVersion"/> and changes docs/run.schema.json along.
/// </remarks>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(UnitJsonConverter),
        typeof(KebabEnumConverter<Better>),
        typeof(KebabEnumConverter<EnergySource>),
        typeof(KebabEnumConverter<FactRole>),
        typeof(KebabEnumConverter<FailureStage>),
        typeof(KebabEnumConverter<RunPurpose>),
        typeof(KebabEnumConverter<RunStatus>),
        typeof(KebabEnumConverter<SampleClock>),
        typeof(KebabEnumConverter<SampleTags>),
        typeof(KebabEnumConverter<SentenceKind>),
        typeof(KebabEnumConverter<SkipCause>),
        typeof(KebabEnumConverter<StopReason>),
        typeof(KebabEnumConverter<Suite>),
        typeof(KebabEnumConverter<TelemetryKind>),
    ])]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(BenchmarkResult))]
[JsonSerializable(typeof(Fingerprint))]
[JsonSerializable(typeof(Parameters))]
[JsonSerializable(typeof(RunEvent))]
public sealed partial class StackBenchJson : JsonSerializerContext;
