using System.Text.Json;
using System.Text.Json.Serialization;

namespace StackBench.Core.Json;

/// <summary>Enum members as kebab-case names; numbers are refused.</summary>
public sealed class KebabEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
