using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace StackBench.Exchange.Import;

/// <summary>A value of another tool's JSON that knows where it stands, so that whatever is wrong with it can be reported.</summary>
internal readonly record struct JsonField(string File, string Path, JsonElement Element)
{
    /// <param name="line">Of the file that the text begins in.</param>
    /// <exception cref="ImportException">The text is not JSON.</exception>
    public static JsonField Parse(string file, string text, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return new JsonField(file, "$", document.RootElement.Clone());
        }
        catch (JsonException exception)
        {
            var reason = exception.Message.Split(" LineNumber: ", StringSplitOptions.None)[0];
            throw new ImportException(
                file, string.Create(CultureInfo.InvariantCulture, $"line {line + (exception.LineNumber ?? 0)}"), reason, exception);
        }
    }

    public bool IsObject => Element.ValueKind == JsonValueKind.Object;

    public IEnumerable<JsonField> Items
    {
        get
        {
            if (Element.ValueKind != JsonValueKind.Array) throw Wrong("a list");
            var (file, path) = (File, Path);
            return Element.EnumerateArray()
                .Select((item, index) => new JsonField(file, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), item));
        }
    }

    public IEnumerable<(string Name, JsonField Value)> Members
    {
        get
        {
            if (!IsObject) throw Wrong("an object");
            var (file, path) = (File, Path);
            var element = this;
            return Element.EnumerateObject().Select(member =>
            {
                var name = element.NameOf(member);
                return (name, new JsonField(file, $"{path}.{name}", member.Value));
            });
        }
    }

    /// <summary>Null when the member is absent or null.</summary>
    public JsonField? Find(string name)
    {
        if (!IsObject) throw Wrong("an object");
        try
        {
            return Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
                ? new JsonField(File, $"{Path}.{name}", value)
                : null;
        }
        catch (InvalidOperationException)
        {
            // A name among the others is half of a surrogate pair.
            throw Wrong("valid Unicode");
        }
    }

    public JsonField Get(string name) => Find(name) ?? throw new ImportException(File, Path, $"'{name}' is missing");

    public double Number => Element.ValueKind == JsonValueKind.Number && Element.TryGetDouble(out var value) && double.IsFinite(value)
        ? value
        : throw Wrong("a finite number");

    /// <summary>Texts as they are, numbers and truth values as they are written.</summary>
    public string Text
    {
        get
        {
            try
            {
                return Element.ValueKind switch
                {
                    JsonValueKind.String => Element.GetString()!,
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Element.GetRawText(),
                    _ => throw Wrong("a text"),
                };
            }
            catch (InvalidOperationException)
            {
                throw Wrong("valid Unicode");
            }
        }
    }

    /// <summary>A finite number; null when the member is absent, null or anything else.</summary>
    public double? Amount(string name) =>
        Find(name) is { Element.ValueKind: JsonValueKind.Number } field && field.Element.TryGetDouble(out var value)
            && double.IsFinite(value)
            ? value
            : null;

    /// <summary>A text, or a number or truth value as it is written; null when the member is absent, null, a list or an object.</summary>
    public string? Word(string name) =>
        Find(name) is { Element.ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } field ? field.Text : null;

    public bool IsList => Element.ValueKind == JsonValueKind.Array;

    public ImmutableArray<double> Numbers => [.. Items.Select(item => item.Number)];

    private string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("valid Unicode");
        }
    }

    public ImportException Wrong(string wanted) => new(File, Path, $"not {wanted}");
}
