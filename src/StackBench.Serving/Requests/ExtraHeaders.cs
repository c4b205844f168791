using System.Collections.Immutable;
using System.Text.Json;

namespace StackBench.Serving.Requests;

/// <summary>
/// Header fields of the user's for every request. Their values may be keys: they have no text form but that of a request.
/// </summary>
public sealed class ExtraHeaders
{
    private const int Longest = 8192;

    private static readonly string[] Own =
        ["host", "content-length", "content-type", "transfer-encoding", "connection", "accept", "accept-encoding", "user-agent", "expect",
            "te",
            "trailer", "upgrade"];

    private readonly ImmutableArray<string> _fields;

    private ExtraHeaders(ImmutableArray<string> fields) => _fields = fields;

    public static ExtraHeaders None { get; } = new([]);

    /// <summary>Whether they say who sends them.</summary>
    public bool HasAuthorization => _fields.Any(one => one.StartsWith("authorization:", StringComparison.OrdinalIgnoreCase));

    /// <summary>Name and value of each.</summary>
    public IEnumerable<(string Name, string Value)> Fields =>
        _fields.Select(one =>
            (one[..one.IndexOf(':', StringComparison.Ordinal)], one[(one.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()));

    /// <summary>Whole lines of a request's head; empty without any.</summary>
    public string Lines => string.Concat(Fields.Select(one => $"{one.Name}: {one.Value}\r\n"));

    /// <summary>As an environment variable holds them.</summary>
    public string Json => JsonSerializer.Serialize(_fields, ExtraHeadersJson.Default.ImmutableArrayString);

    /// <param name="fields">Each like <c>X-Team: research</c>.</param>
    /// <exception cref="FormatException">One cannot be sent; its value is not repeated.</exception>
    public static ExtraHeaders Of(IEnumerable<string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ImmutableArray<string> all = [.. fields];
        foreach (var one in all)
        {
            var colon = one.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !one[..colon].All(IsTokenCharacter))
                throw new FormatException("a header has no name; write it like 'X-Team: research'");
            if (Own.Contains(one[..colon], StringComparer.OrdinalIgnoreCase))
                throw new FormatException($"the header {one[..colon]} is set by stackbench itself");
            if (one.Length > Longest || one[(colon + 1)..].Any(letter => letter is not ((>= ' ' and <= '~') or '\t')))
                throw new FormatException($"the header {one[..colon]} has a value that is no line of printable ASCII");
        }

        return new ExtraHeaders(all);
    }

    /// <param name="json">See <see cref="Json"/>; null for none.</param>
    /// <exception cref="FormatException">This is no such text.</exception>
    public static ExtraHeaders FromJson(string? json)
    {
        try
        {
            return json is null ? None : Of(JsonSerializer.Deserialize(json, ExtraHeadersJson.Default.ImmutableArrayString));
        }
        catch (JsonException exception)
        {
            throw new FormatException("the header fields cannot be read", exception);
        }
    }

    public override string ToString() => "***";

    private static bool IsTokenCharacter(char one) =>
        char.IsAsciiLetterOrDigit(one) || "!#$%&'*+-.^_`|~".Contains(one, StringComparison.Ordinal);
}
