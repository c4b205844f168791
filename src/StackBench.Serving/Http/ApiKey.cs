using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using StackBench.Serving.Requests;

namespace StackBench.Serving.Http;

/// <summary>Holds a key out of everything that is shown: it has no text form, and takes itself out of texts.</summary>
internal sealed class ApiKey
{
    /// <summary>Shorter values of header fields are words that a text may well have.</summary>
    private const int ShortestSecret = 8;

    private readonly ImmutableArray<string> _secrets;

    private ApiKey(string header, ImmutableArray<string> secrets) => (Header, _secrets) = (header, secrets);

    public static ApiKey None { get; } = new("", []);

    /// <param name="headers">Fields that are sent as well, and may hold further keys.</param>
    /// <exception cref="InvalidOperationException">The variable is named but unset, or its value is not one printable word.</exception>
    public static ApiKey FromEnvironment(string? variable, ExtraHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        string[] others = [.. headers.Fields.SelectMany(field => field.Value.Split(' ').Append(field.Value))
            .Where(value => value.Length >= ShortestSecret).OrderByDescending(value => value.Length)];
        if (variable is null) return new ApiKey(headers.Lines, [.. others]);
        var value = Environment.GetEnvironmentVariable(variable)?.Trim();
        if (string.IsNullOrEmpty(value)) throw new InvalidOperationException($"the environment variable {variable} holds no API key");
        return value.All(c => c is > ' ' and <= '~')
            ? new ApiKey($"Authorization: Bearer {value}\r\n{headers.Lines}", [value, .. others])
            : throw new InvalidOperationException($"the environment variable {variable} holds no valid API key");
    }

    /// <summary>Whole header lines, or nothing.</summary>
    public string Header { get; }

    /// <summary>The text without the key: servers repeat it in their errors.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Strip(string? text) => text is null ? text
        : _secrets.SelectMany(
        secret => new[] { secret, JsonEncodedText.Encode(secret).ToString(), secret.Replace("/", "\\/", StringComparison.Ordinal) })
            .Aggregate(text, (safe, form) => safe.Replace(form, "***", StringComparison.Ordinal));

    public override string ToString() => "***";
}
