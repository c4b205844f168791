using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StackBench.Terminal;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace StackBench.Measuring;

/// <summary>What the user settled once, in <c>$XDG_CONFIG_HOME/stackbench/config.toml</c>.</summary>
/// <param name="Python">Interpreter to measure.</param>
/// <param name="PythonPlace">File and line that name it.</param>
/// <param name="Defaults">Of options of verbs, <c>[run]</c> with <c>launches = 5</c>, as written: names are not looked up here.</param>
/// <param name="Mistakes">What is wrong with the file, each with its line: told, and in nobody's way who does not need it.</param>
internal sealed record UserConfiguration(
    string? Python, string? PythonPlace, ImmutableArray<OptionDefault> Defaults, ImmutableArray<string> Mistakes)
{
    private const long MostBytes = 1 << 20;

    private static readonly string[] Known = ["python"];

    private static readonly UserConfiguration Empty = new(null, null, [], []);

    public static UserConfiguration Read(Surroundings surroundings)
    {
        var path = Location(surroundings);
        if (path is null || !File.Exists(path)) return Empty;
        try
        {
            BoundedFile.RequireRegular(path);
            return Parse(path, Encoding.UTF8.GetString(BoundedFile.Read(path, largest: MostBytes)).TrimStart('\uFEFF'));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Empty with { Mistakes = [$"{path} cannot be read: {exception.Message}"] };
        }
    }

    internal static UserConfiguration Parse(string path, string text)
    {
        var document = SyntaxParser.Parse(text, path);
        var mistakes = document.Diagnostics.Select(one => $"{Place(path, one.Span)}: {one.Message}").ToList();
        var settings = document.KeyValues.Select(pair => (Name: Name(pair.Key), pair.Value, Place: Place(path, pair.Span))).ToArray();
        var defaults = document.Tables.SelectMany(
            table => table.Items,
            (table, pair) => new OptionDefault(
                Name(table.Name).Replace('.', ' '), Name(pair.Key), Texts(pair.Value), Place(path, pair.Span))).ToImmutableArray();
        mistakes.AddRange(settings.Where(setting => !Known.Contains(setting.Name))
            .Select(setting => $"{setting.Place}: there is no setting '{setting.Name}'; there are {string.Join(", ", Known)}"));
        var python = settings.LastOrDefault(setting => setting.Name == "python");
        if (python.Value is StringValueSyntax { Value: { Length: > 0 } program })
            return new(program, python.Place, defaults, [.. mistakes]);
        if (python.Name is not null) mistakes.Add($"{python.Place}: write python = \"/path/to/python\"");
        return Empty with { Defaults = defaults, Mistakes = [.. mistakes] };
    }

    private static string Name(KeySyntax? key) => key?.ToString().Trim() ?? "";

    private static ImmutableArray<string> Texts(ValueSyntax? value) => value switch
    {
        StringValueSyntax { Value: { } text } => [text],
        BooleanValueSyntax truth => [truth.Value ? "true" : "false"],
        ArraySyntax array => [.. array.Items.SelectMany(item => Texts(item.Value))],
        IntegerValueSyntax number => [number.Value.ToString(CultureInfo.InvariantCulture)],
        FloatValueSyntax number => [number.Value.ToString(CultureInfo.InvariantCulture)],
        _ => [],
    };

    private static string Place(string path, SourceSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}:{span.Start.Line + 1}");

    /// <summary>Where the file lies, or would; null without a home.</summary>
    public static string? Location(Surroundings surroundings)
    {
        var home = surroundings.Variable("XDG_CONFIG_HOME") is { Length: > 0 } set ? set
            : surroundings.Variable("HOME") is { Length: > 0 } user ? Path.Combine(user, ".config") : null;
        return home is null ? null : Path.Combine(home, "stackbench", "config.toml");
    }
}
