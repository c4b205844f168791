using Npgsql;

namespace StackBench.Postgres;

/// <summary>Statements of one line, with parameters $1, $2 in their order.</summary>
internal static class Statements
{
    private const int MostCharacters = 600;

    public static NpgsqlCommand Command(this FleetDatabase database, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, database.Connection);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    public static object? Value(this FleetDatabase database, string sql)
    {
        using var command = database.Command(sql);
        return command.ExecuteScalar();
    }

    public static void Execute(this FleetDatabase database, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        using var command = database.Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    public static NpgsqlParameter Typed<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A name as an index takes it, which is less than 2,704 bytes: cut.</summary>
    public static string Name(string text) => Storable(text.Length > MostCharacters ? text[..MostCharacters] : text);

    /// <summary>A text as PostgreSQL can keep it: without zeros and halves of characters.</summary>
    public static string Storable(string text)
    {
        var isFit = true;
        for (var at = 0; at < text.Length && isFit; at++)
            isFit = text[at] != '\0' && !char.IsSurrogate(text[at]);
        if (isFit) return text;
        return string.Concat(text.EnumerateRunes()).Replace('\0', '\uFFFD');
    }
}
