using StackBench.Terminal;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace StackBench.Measuring;

/// <summary>What the user settled once, in <c>$XDG_CONFIG_HOME/stackbench/config.toml</c>.</summary>
/// <param name="Python">Interpreter to measure.</param>
internal sealed record UserConfiguration(string? Python)
{
    private static readonly string[] Known = ["python"];

    /// <exception cref="UserErrorException">The file cannot be read, is no TOML, or says what no version knows.</exception>
    public static UserConfiguration Read(Surroundings surroundings)
    {
        var path = Location(surroundings);
        if (path is null || !File.Exists(path)) return new UserConfiguration(Python: null);
        try
        {
            var table = TomlSerializer.Deserialize(File.ReadAllText(path), ConfigurationToml.Default.TomlTable) ?? [];
            if (table.Keys.FirstOrDefault(key => !Known.Contains(key)) is { } unknown)
                throw new UserErrorException(
                    $"{path}: there is no setting '{unknown}'", $"Settings are: {string.Join(", ", Known)}.", ExitCode.Usage);
            return new UserConfiguration(table.TryGetValue("python", out var value)
                ? value as string
                ?? throw new UserErrorException($"{path}: python must be a text", "Write python = \"/path/to/python\".", ExitCode.Usage)
                : null);
        }
        catch (Exception exception) when (exception is TomlException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {exception.Message}", "Correct or remove the file.", ExitCode.Usage);
        }
    }

    private static string? Location(Surroundings surroundings)
    {
        var home = surroundings.Variable("XDG_CONFIG_HOME") is { Length: > 0 } set ? set
            : surroundings.Variable("HOME") is { Length: > 0 } user ? Path.Combine(user, ".config") : null;
        return home is null ? null : Path.Combine(home, "stackbench", "config.toml");
    }
}

[TomlSerializable(typeof(TomlTable))]
internal sealed partial class ConfigurationToml : TomlSerializerContext;
