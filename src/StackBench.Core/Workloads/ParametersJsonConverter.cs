using System.Text.Json;
using System.Text.Json.Serialization;

namespace StackBench.Core.Workloads;

/// <summary>Parameters as a flat JSON object of numbers, texts and truth values.</summary>
internal sealed class ParametersJsonConverter : JsonConverter<Parameters>
{
    public override Parameters Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("parameters must be an object");
        var values = new List<KeyValuePair<string, ParameterValue>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            ParameterValue value = reader.TokenType switch
            {
                JsonTokenType.Number when reader.TryGetInt64(out var number) => number,
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                _ => throw new JsonException($"parameter '{name}' must be a whole number, a text, true or false"),
            };
            if (values.Any(pair => pair.Key == name)) throw new JsonException($"parameter '{name}' appears twice");
            values.Add(new(name, value));
        }

        return new Parameters(values);
    }

    public override void Write(Utf8JsonWriter writer, Parameters value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        foreach (var (name, parameter) in value)
        {
            switch (parameter.Kind)
            {
                case ParameterKind.Number: writer.WriteNumber(name, parameter.Number); break;
                case ParameterKind.Flag: writer.WriteBoolean(name, parameter.Flag); break;
                default: writer.WriteString(name, parameter.Text); break;
            }
        }

        writer.WriteEndObject();
    }
}
