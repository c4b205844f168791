using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace StackBench.Serving.Http;

/// <summary>Holds a key out of everything that is shown: it has no text form, and takes itself out of texts.</summary>
internal sealed class ApiKey
{
    private readonly string? _value;

    private ApiKey(string? value) => _value = value;

    public static ApiKey None { get; } = new(null);

    /// <exception cref="InvalidOperationException">The variable is named but unset, or its value is not one printable word.</exception>
    public static ApiKey FromEnvironment(string? variable)
    {
        if (variable is null) return None;
        var value = Environment.GetEnvironmentVariable(variable)?.Trim();
        if (string.IsNullOrEmpty(value)) throw new InvalidOperationException($"the environment variable {variable} holds no API key");
        return value.All(c => c is > ' ' and <= '~')
            ? new ApiKey(value)
            : throw new InvalidOperationException($"the environment variable {variable} holds no valid API key");
    }

    /// <summary>A whole header line, or nothing.</summary>
    public string Header => _value is null ? "" : $"Authorization: Bearer {_value}\r\n";

    /// <summary>The text without the key: servers repeat it in their errors.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Strip(string? text) => _value is null || text is null ? text
        : new[] { _value, JsonEncodedText.Encode(_value).ToString(), _value.Replace("/", "\\/", StringComparison.Ordinal) }
            .Aggregate(text, (safe, form) => safe.Replace(form, "***", StringComparison.Ordinal));

    public override string ToString() => "***";
}
