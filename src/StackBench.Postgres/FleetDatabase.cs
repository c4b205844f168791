using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace StackBench.Postgres;

/// <summary>A fleet's history in PostgreSQL: every collector writes into it, every machine may read it.</summary>
/// <remarks>Only collectors connect: nodes leave documents, and know no database.</remarks>
public sealed class FleetDatabase : IDisposable
{
    private const string MigrationLock = "select pg_advisory_xact_lock(hashtext('stackbench.schema'))";

    private readonly NpgsqlDataSource _source;

    private FleetDatabase(DatabaseAddress address, NpgsqlDataSource source, NpgsqlConnection connection) =>
        (Address, _source, Connection) = (address, source, connection);

    public DatabaseAddress Address { get; }

    internal NpgsqlConnection Connection { get; }

    public void Dispose()
    {
        Connection.Dispose();
        _source.Dispose();
    }

    /// <summary>For reading: nothing is changed in it.</summary>
    /// <exception cref="DatabaseException">It cannot be reached, has no history, or one of a newer version.</exception>
    public static FleetDatabase Open(DatabaseAddress address)
    {
        var database = Connect(address);
        try
        {
            var version = database.Guarded(database.Version);
            if (version == 0)
                throw new DatabaseException(
                    $"{address}: there is no history of a fleet",
                    "Enter a campaign first: stackbench fleet collect NAME --spool DIR --to postgres://USER@HOST/DATABASE");
            if (version < Schema.Steps.Length)
                throw new DatabaseException(
                    $"{address}: the history is of an older version of StackBench", "Let its owner run 'fleet collect' once");
            if (version > Schema.Steps.Length) throw database.Newer(version);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>For writing: tables that are missing are made, once, whoever else begins at the same time.</summary>
    /// <exception cref="DatabaseException">It cannot be reached or changed, or is of a newer version.</exception>
    public static FleetDatabase OpenForWriting(DatabaseAddress address)
    {
        var database = Connect(address);
        try
        {
            database.Guarded(() => { database.Migrate(); return 0; });
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs what speaks with the server: its failures become those of this project.</summary>
    internal T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DatabaseException(
                $"{Address}: {exception.MessageText}", "Let its owner run 'fleet collect' once, and grant rights: see docs/fleet.md",
                exception);
        }
        catch (PostgresException exception)
        {
            throw new DatabaseException($"{Address}: {exception.MessageText} ({exception.SqlState})", inner: exception);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new DatabaseException(
                $"{Address}: it holds what this version cannot read: {exception.Message}", "Update StackBench here", exception);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
        {
            throw new DatabaseException($"{Address}: {Innermost(exception)}", "Nothing that was entered before is lost", exception);
        }
    }

    private static FleetDatabase Connect(DatabaseAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        NpgsqlDataSource? source = null;
        try
        {
            var builder = new NpgsqlSlimDataSourceBuilder(address.Builder.ConnectionString);
            builder.EnableArrays().EnableTransportSecurity();
            source = builder.Build();
            return new FleetDatabase(address, source, source.OpenConnection());
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException or ArgumentException
            or System.Net.Sockets.SocketException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException
            or FormatException or NotSupportedException or InvalidOperationException)
        {
            source?.Dispose();
            throw new DatabaseException(
                $"{address} cannot be reached: {Innermost(exception)}",
                IsDenied(exception)
                    ? "Put the password into ~/.pgpass, or name another user in the address"
                    : "Try it with psql: its PGHOST, PGUSER, PGSERVICE and ~/.pgpass count here too",
                exception);
        }
    }

    private static bool IsDenied(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification,
    };

    private static string Innermost(Exception exception)
    {
        while (exception is not PostgresException && exception.InnerException is { } inner) exception = inner;
        return exception is PostgresException known ? known.MessageText : exception.Message;
    }

    private DatabaseException Newer(int version) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Address}: the history is of version {version}, newer than this program's {Schema.Steps.Length}"),
        "Update StackBench here");

    /// <summary>0 where there is none.</summary>
    private int Version()
    {
        // Asked of the tables of tables: to_regclass may remember that there was none.
        const string Exists = """
            select exists (select from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
                where nspname = 'stackbench' and relname = 'schema_version')
            """;
        if (this.Value(Exists) is not true) return 0;
        return (int)this.Value("select coalesce(max(version), 0) from stackbench.schema_version")!;
    }

    private void Migrate()
    {
        // A writer that owns nothing must not be asked to own what is there already.
        if (Version() == Schema.Steps.Length) return;
        using var transaction = Connection.BeginTransaction();
        this.Execute(MigrationLock);
        var version = Version();
        if (version > Schema.Steps.Length) throw Newer(version);
        if (version == 0)
            this.Execute("create schema if not exists stackbench; create table stackbench.schema_version (version int not null)");
        foreach (var step in Schema.Steps.Skip(version)) this.Execute(step);
        this.Execute("delete from stackbench.schema_version");
        this.Execute("insert into stackbench.schema_version values ($1)", Statements.Typed(Schema.Steps.Length));
        transaction.Commit();
    }
}
