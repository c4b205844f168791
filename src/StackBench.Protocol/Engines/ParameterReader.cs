using System.Text.Json;

namespace StackBench.Protocol.Engines;

/// <summary>Typed access to the parameters of a request.</summary>
public static class ParameterReader
{
    /// <exception cref="UnsupportedException">The parameter is absent or not a whole number.</exception>
    public static long Number(this JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.TryGetInt64(out var number)
            ? number
            : throw new UnsupportedException($"parameter '{name}' must be a whole number");

    /// <exception cref="UnsupportedException">The parameter is absent or not a whole number of this range.</exception>
    public static long Number(this JsonElement parameters, string name, long least, long most) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            && number >= least && number <= most
            ? number
            : throw new UnsupportedException(
            FormattableString.Invariant($"parameter '{name}' must be a whole number from {least} to {most}"));

    /// <exception cref="UnsupportedException">The parameter is absent or not a text.</exception>
    public static string Text(this JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new UnsupportedException($"parameter '{name}' must be a text");

    /// <summary>False where the parameter is absent.</summary>
    public static bool Flag(this JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <exception cref="UnsupportedException">The parameter is absent or not a positive whole number.</exception>
    public static long Size(this JsonElement parameters, string name) =>
        parameters.Number(name) is var number and > 0 ? number : throw new UnsupportedException($"parameter '{name}' must be positive");

    /// <summary>One of several words, the first where the parameter is absent.</summary>
    /// <exception cref="UnsupportedException">It is another word.</exception>
    public static string Choice(this JsonElement parameters, string name, params ReadOnlySpan<string> words)
    {
        var word = parameters.TryGetProperty(name, out _) ? parameters.Text(name) : words[0];
        return words.Contains(word)
            ? word
            : throw new UnsupportedException($"parameter '{name}' must be one of: {string.Join(", ", words.ToArray())}");
    }
}
