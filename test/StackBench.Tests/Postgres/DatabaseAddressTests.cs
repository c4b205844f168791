using StackBench.Postgres;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Postgres;

/// <summary>As libpq reads them: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS</summary>
public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("postgres://ann@db.example/fleet", "db.example", 5432, "ann", "fleet")]
    [InlineData("postgresql://ann@db.example:6000/fleet", "db.example", 6000, "ann", "fleet")]
    [InlineData("POSTGRES://ann@[2001:db8::1]:6000/fleet", "2001:db8::1", 6000, "ann", "fleet")]
    [InlineData("postgres://ann@[2001:db8::1]/fleet", "2001:db8::1", 5432, "ann", "fleet")]
    [InlineData("postgres://a%40b@h/f%2Fg", "h", 5432, "a@b", "f/g")]
    [InlineData("postgres://ann@h", "h", 5432, "ann", "ann")]
    [InlineData("postgres:///fleet?host=/run/postgresql&user=ann", "/run/postgresql", 5432, "ann", "fleet")]
    [InlineData("postgres://ann@/fleet?host=%2Frun%2Fpostgresql&port=6000", "/run/postgresql", 6000, "ann", "fleet")]
    [InlineData("postgres://ann@h/fleet?", "h", 5432, "ann", "fleet")]
    public void An_address_says_where_the_database_is(string text, string host, int port, string user, string database)
    {
        Assert.True(DatabaseAddress.Is(text));
        var builder = DatabaseAddress.Parse(text, _ => null).Builder;
        Assert.Equal((host, port, user, database), (builder.Host, builder.Port, builder.Username, builder.Database));
    }

    [Theory]
    [InlineData("postgres://ann:secret@h/fleet", "seen by everyone")]
    [InlineData("postgres://ann@h/fleet?password=secret", "seen by everyone")]
    [InlineData("postgres://ann@h/fleet?sslmod=require", "unknown setting 'sslmod'")]
    [InlineData("postgres://ann@h/fleet?sslmode=full", "sslmode of the database is unknown")]
    [InlineData("postgres://ann@h:x/fleet", "port of the database is not a number")]
    [InlineData("postgres://ann@h:70000/fleet", "port of the database is not a number")]
    [InlineData("postgres:fleet", "the address is none of a database")]
    [InlineData("postgres:", "the address names no host")]
    [InlineData("postgres://ann@h?service=absent", "there is no service 'absent'")]
    public void What_is_none_is_refused_and_a_secret_is_not_repeated(string text, string expected)
    {
        var refusal = Assert.Throws<DatabaseException>(() => DatabaseAddress.Parse(text, _ => null));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message + refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_address_comes_before_the_service_and_the_service_before_the_environment()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("services"), """
            # of the cluster
            [other]
            host=elsewhere
            [night]
            host = db.example
            dbname=fleet
            user=collector
            sslmode=verify-full
            password=hidden
            [last]
            host=nowhere
            """);
        string? Variable(string name) => name switch
        {
            "PGSERVICEFILE" => folder.File("services"),
            "PGSERVICE" => "night",
            "PGHOST" => "ignored",
            "PGPORT" => "6000",
            _ => null,
        };
        var builder = DatabaseAddress.Parse("postgres:///?user=ann", Variable).Builder;
        Assert.Equal(("db.example", 6000, "ann", "fleet", "hidden"),
            (builder.Host, builder.Port, builder.Username, builder.Database, builder.Password));
        Assert.Equal("VerifyFull", builder.SslMode.ToString());
        Assert.Equal("fleet on db.example", DatabaseAddress.Parse("postgres:", Variable).ToString());
    }

    [Theory]
    [InlineData("/srv/spool")]
    [InlineData("postgres")]
    [InlineData("./postgres:x")]
    public void A_folder_is_none(string text) => Assert.False(DatabaseAddress.Is(text));
}
