namespace StackBench.Postgres;

/// <summary>The file of named connections that psql reads: <c>[name]</c>, then <c>key=value</c> lines.</summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-pgservice.html</remarks>
internal static class ServiceFile
{
    /// <exception cref="DatabaseException">There is no such service, or its file cannot be read.</exception>
    public static Dictionary<string, string> Read(string service, Func<string, string?> variable)
    {
        var home = variable("HOME");
        string?[] places =
        [
            variable("PGSERVICEFILE") ?? (string.IsNullOrEmpty(home) ? null : Path.Combine(home, ".pg_service.conf")),
            variable("PGSYSCONFDIR") is { Length: > 0 } folder
                ? Path.Combine(folder, "pg_service.conf")
                : "/etc/postgresql-common/pg_service.conf",
        ];
        string[] files = [.. places.OfType<string>()];
        foreach (var file in files.Where(File.Exists))
        {
            try
            {
                if (Settings(File.ReadLines(file), service) is { } found) return found;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new DatabaseException($"{file} cannot be read: {exception.Message}", inner: exception);
            }
        }

        throw new DatabaseException($"there is no service '{service}'", $"Looked in {string.Join(" and ", files)}");
    }

    /// <summary>Null where the service is not there.</summary>
    public static Dictionary<string, string>? Settings(IEnumerable<string> lines, string service)
    {
        Dictionary<string, string>? found = null;
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line is ['[', .. var name, ']'])
            {
                if (found is not null) break;
                if (name == service) found = new Dictionary<string, string>(StringComparer.Ordinal);
            }
            else if (found is not null && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                found[line[..equals].Trim()] = line[(equals + 1)..].Trim();
            }
        }

        return found;
    }
}
