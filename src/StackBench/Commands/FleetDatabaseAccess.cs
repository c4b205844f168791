using StackBench.Fleet.Reading;
using StackBench.Postgres;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>A fleet's history in PostgreSQL, as verbs use it: its failures are the user's to mend.</summary>
internal static class FleetDatabaseAccess
{
    /// <summary>How an address is written in help.</summary>
    public const string Form = "postgres://USER@HOST/DATABASE";

    /// <summary>Opens the database for writing, and makes its tables where there are none.</summary>
    public static FleetDatabase OpenForWriting(string address, Surroundings surroundings) =>
        Guarded(() => FleetDatabase.OpenForWriting(DatabaseAddress.Parse(address, surroundings.Variable)));

    /// <summary>Adds a night, the one that confirms it, and those before it.</summary>
    /// <param name="night">Null for the newest.</param>
    /// <exception cref="UserErrorException">The database cannot be read, or has no such night.</exception>
    public static void Add(
        FleetRecordBuilder builder, string address, string? night, int nights, Surroundings surroundings) => Guarded(() =>
    {
        using var database = FleetDatabase.Open(DatabaseAddress.Parse(address, surroundings.Variable));
        var reader = new FleetReader(database);
        if (!reader.Read(night, nights, builder.Add) && night is not null && reader.Nights() is [_, ..] known)
            throw FleetOutliersCommand.Unknown(night, known);
        return 0;
    });

    public static T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DatabaseException exception)
        {
            throw new UserErrorException(exception.Message, exception.Remedy);
        }
    }
}
