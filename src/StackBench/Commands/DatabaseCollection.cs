using System.Globalization;
using System.Security.Cryptography;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Reading;
using StackBench.Postgres;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>Collects headline values into a database; the documents stay in the spool.</summary>
internal sealed class DatabaseCollection : IFleetCollection
{
    private readonly FleetDatabase _database;
    private readonly FleetWriter _writer;
    private readonly Surroundings _surroundings;
    private int _entered, _seen;

    public DatabaseCollection(string address, Surroundings surroundings)
    {
        _surroundings = surroundings;
        _database = FleetDatabaseAccess.OpenForWriting(address, surroundings);
        _writer = new FleetWriter(_database);
    }

    public bool HasLeft { get; private set; }

    public void Enter(IReadOnlyCollection<(Run Run, SpoolFolder.Entry Entry)> batch)
    {
        FleetEntry[] entries =
        [
            .. batch.Select(one => new FleetEntry(
                FleetRun.Of(one.Run, one.Entry.Attempt, one.Entry.Campaign?.CreatedAt),
                SHA256.HashData(RunDocument.Write(one.Run)), one.Entry.File)),
        ];
        var (entered, contradicted) = FleetDatabaseAccess.Guarded(() => _writer.Enter(entries));
        foreach (var id in contradicted) _surroundings.Note($"left out: another run has the id {id}");
        HasLeft |= !contradicted.IsEmpty;
        _entered += entered;
        _seen += entries.Length;
    }

    public void Sum() => _surroundings.Note(string.Create(
        CultureInfo.InvariantCulture, $"{_entered} of {_seen} {(_seen == 1 ? "run" : "runs")} entered into {_database.Address}"));

    public void Dispose() => _database.Dispose();
}
