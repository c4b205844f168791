using System.Text.Json;

namespace StackBench.Worker;

/// <summary>Typed access to the parameters of a request.</summary>
internal static class ParameterReader
{
    /// <exception cref="UnsupportedException">The parameter is absent or not a whole number.</exception>
    public static long Number(this JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.TryGetInt64(out var number)
            ? number
            : throw new UnsupportedException($"parameter '{name}' must be a whole number");

    /// <exception cref="UnsupportedException">The parameter is absent or not a text.</exception>
    public static string Text(this JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new UnsupportedException($"parameter '{name}' must be a text");

    /// <summary>False where the parameter is absent.</summary>
    public static bool Flag(this JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
