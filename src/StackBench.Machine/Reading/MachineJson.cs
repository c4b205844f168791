using System.Text.Json.Serialization;

namespace StackBench.Machine.Reading;

/// <summary>JSON of the machine document. A fact is <c>{"value": ...}</c> or <c>{"unknown": "reason"}</c>.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(FactJsonConverter<string>),
        typeof(FactJsonConverter<int>),
        typeof(FactJsonConverter<long>),
        typeof(FactJsonConverter<double>),
        typeof(FactJsonConverter<bool>),
        typeof(FactJsonConverter<System.Collections.Immutable.ImmutableArray<string>>),
        typeof(Core.Json.UnitJsonConverter),
        typeof(Core.Json.KebabEnumConverter<Doctor.Severity>),
    ])]
[JsonSerializable(typeof(MachineDocument))]
[JsonSerializable(typeof(GpuDumpDocument))]
[JsonSerializable(typeof(Doctor.Diagnosis))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(System.Collections.Immutable.ImmutableArray<string>))]
internal sealed partial class MachineJson : JsonSerializerContext;
