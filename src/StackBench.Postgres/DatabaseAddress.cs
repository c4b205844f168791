using Npgsql;

namespace StackBench.Postgres;

/// <summary>
/// Where a database is: a URI as libpq reads it, <c>postgres://user@host:5432/name?sslmode=verify-full</c>. What it leaves out comes from
/// PGSERVICE, PGHOST, PGPORT, PGDATABASE, PGUSER, PGSSLMODE and ~/.pgpass, as for psql.
/// </summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING</remarks>
public sealed class DatabaseAddress
{
    private const int ConnectSeconds = 15;

    /// <summary>libpq's names, and the variables that give them where the address does not.</summary>
    private static readonly (string Name, string? Variable, Action<NpgsqlConnectionStringBuilder, string> Set)[] Settings =
    [
        ("host", "PGHOST", (builder, value) => builder.Host = value),
        ("port", "PGPORT", (builder, value) => builder.Port = Number("port", value, 65535)),
        ("dbname", "PGDATABASE", (builder, value) => builder.Database = value),
        ("user", "PGUSER", (builder, value) => builder.Username = value),
        ("sslmode", "PGSSLMODE", (builder, value) => builder.SslMode = Mode(value)),
        ("sslrootcert", "PGSSLROOTCERT", (builder, value) => builder.RootCertificate = value),
        ("sslcert", "PGSSLCERT", (builder, value) => builder.SslCertificate = value),
        ("sslkey", "PGSSLKEY", (builder, value) => builder.SslKey = value),
        ("connect_timeout", "PGCONNECT_TIMEOUT", (builder, value) => builder.Timeout = Number("connect_timeout", value, 1024)),
        ("password", null, (builder, value) => builder.Password = value),
    ];

    private DatabaseAddress(NpgsqlConnectionStringBuilder builder) => Builder = builder;

    internal NpgsqlConnectionStringBuilder Builder { get; }

    /// <summary>Without a secret.</summary>
    public override string ToString() => $"{Builder.Database} on {Builder.Host}";

    /// <summary>Whether a text means a database rather than a folder.</summary>
    public static bool Is(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith("postgres:", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("postgresql:", StringComparison.OrdinalIgnoreCase);
    }

    /// <exception cref="DatabaseException">It is none, names a password, or names a service that there is not.</exception>
    public static DatabaseAddress Parse(string text, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(variable);
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Parts(text)) given[name] = value;
        if (given.ContainsKey("password"))
            throw new DatabaseException(
                "a password in an address is seen by everyone on this machine", "Put it into ~/.pgpass, or into a service of PGSERVICE");
        var service = given.TryGetValue("service", out var named) ? named : variable("PGSERVICE");
        given.Remove("service");
        var served = string.IsNullOrEmpty(service) ? null : ServiceFile.Read(service, variable);
        // A setting for safety that is left out without a word would be none.
        var names = given.Keys.Concat(served?.Keys.AsEnumerable() ?? []);
        if (names.FirstOrDefault(name => Settings.All(setting => setting.Name != name)) is { } unknown)
            throw new DatabaseException(
                $"the address or its service has an unknown setting '{unknown}'",
                $"Known: {string.Join(", ", Settings.Select(setting => setting.Name))}");
        var builder = new NpgsqlConnectionStringBuilder
        {
            Timeout = ConnectSeconds,
            ApplicationName = "stackbench",
            // A night of ten thousand nodes is read in one command.
            CommandTimeout = 600,
            Pooling = false,
            // A wrong value of a result would else lie in the server's log and in errors.
            IncludeErrorDetail = false,
            // Whatever PGCLIENTENCODING says to psql: texts are read and written as UTF-8.
            ClientEncoding = "UTF8",
            // Kerberos is not built in: to ask for it would cost a second connection.
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        foreach (var (name, origin, set) in Settings)
        {
            var value = given.GetValueOrDefault(name) ?? served?.GetValueOrDefault(name) ?? (origin is null ? null : variable(origin));
            if (!string.IsNullOrEmpty(value)) set(builder, value);
        }

        // As in libpq: who names the authority wants it asked.
        if (builder is { SslMode: SslMode.Require, RootCertificate.Length: > 0 }) builder.SslMode = SslMode.VerifyCA;
        if (string.IsNullOrEmpty(builder.Host))
            throw new DatabaseException(
                "the address names no host", "Write postgres://USER@HOST/DATABASE, or set PGSERVICE or PGHOST");
        builder.Username ??= Environment.UserName;
        builder.Database ??= builder.Username;
        return new DatabaseAddress(builder);
    }

    /// <summary>What the URI says: scheme://[user[:password]@][host[:port]][/dbname][?name=value&amp;...].</summary>
    private static IEnumerable<(string Name, string Value)> Parts(string text)
    {
        var rest = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (rest.Length > 0 && !rest.StartsWith("//", StringComparison.Ordinal))
            throw new DatabaseException("the address is none of a database", "Write postgres://USER@HOST/DATABASE");
        rest = rest.Length > 0 ? rest[2..] : rest;
        var query = rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? rest[(mark + 1)..] : "";
        rest = rest[..(rest.Length - query.Length - (query.Length > 0 || rest.EndsWith('?') ? 1 : 0))];
        if (rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
        {
            if (slash + 1 < rest.Length) yield return ("dbname", Decoded(rest[(slash + 1)..]));
            rest = rest[..slash];
        }

        if (rest.LastIndexOf('@') is >= 0 and var at)
        {
            var (user, password) = Split(rest[..at], ':');
            if (user.Length > 0) yield return ("user", Decoded(user));
            if (password is not null) yield return ("password", Decoded(password));
            rest = rest[(at + 1)..];
        }

        // [::1]:5432 is an address with colons of its own.
        var end = rest.StartsWith('[') ? rest.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
        var colon = rest.IndexOf(':', end);
        var host = (colon < 0 ? rest : rest[..colon]).Trim('[', ']');
        if (host.Length > 0) yield return ("host", Decoded(host));
        if (colon >= 0) yield return ("port", rest[(colon + 1)..]);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Split(pair, '=');
            yield return (name, Decoded(value ?? ""));
        }
    }

    private static (string Before, string? After) Split(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var index ? (text[..index], text[(index + 1)..]) : (text, null);

    private static string Decoded(string text) => Uri.UnescapeDataString(text);

    private static int Number(string name, string text, int largest) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
        && number > 0 && number <= largest
            ? number
            : throw new DatabaseException($"{name} of the database is not a number from 1 to {largest}");

    private static SslMode Mode(string text) => text switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => throw new DatabaseException(
            "sslmode of the database is unknown", "Known: disable, allow, prefer, require, verify-ca, verify-full"),
    };
}
