using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace StackBench.Machine;

/// <summary>A fact as <c>{"value": ...}</c> or <c>{"unknown": "reason"}</c>.</summary>
internal sealed class FactJsonConverter<T> : JsonConverter<Fact<T>>
{
    public override Fact<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            throw Malformed();
        var name = reader.GetString();
        reader.Read();
        Fact<T> fact = name switch
        {
            "value" when JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T))) is { } value => value,
            "unknown" => Fact<T>.Unknown(reader.GetString() ?? ""),
            _ => throw Malformed(),
        };
        return reader.Read() && reader.TokenType == JsonTokenType.EndObject ? fact : throw Malformed();
    }

    public override void Write(Utf8JsonWriter writer, Fact<T> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(options);
        writer.WriteStartObject();
        if (value.IsKnown)
        {
            writer.WritePropertyName("value");
            JsonSerializer.Serialize(writer, value.Value, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
        }
        else
        {
            writer.WriteString("unknown", value.UnknownReason);
        }

        writer.WriteEndObject();
    }

    private static JsonException Malformed() => new("a fact must be an object with either 'value' or 'unknown'");
}
