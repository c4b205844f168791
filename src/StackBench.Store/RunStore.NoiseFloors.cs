using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using StackBench.Core.Results;

namespace StackBench.Store;

public sealed partial class RunStore
{
    private const string FloorColumns =
        "SELECT benchmark, workload, device, engine, metric, floor, pairs, measured_at, machine FROM noise_floors ";

    /// <summary>Keeps noise floors, each in place of the one of the same machine, result and metric.</summary>
    /// <exception cref="StoreException">They cannot be written; none is then.</exception>
    public void Save(IEnumerable<StoredNoiseFloor> floors)
    {
        ArgumentNullException.ThrowIfNull(floors);
        Write(() =>
        {
            using var transaction = Connection.BeginTransaction(deferred: false);
            Keep(floors);
            transaction.Commit();
            return true;
        });
    }

    /// <returns>How many there were of the machine, or of its kind.</returns>
    /// <exception cref="StoreException">They cannot be removed.</exception>
    public int RemoveNoiseFloors(string machine) => Write(
        () => Connection.Execute("DELETE FROM noise_floors WHERE machine IN ($machine, $kind)",
            ("$machine", machine), ("$kind", NodeKey.KindOf(machine))));

    /// <summary>All of a machine, in the order of benchmark and workload; of its kind where it has none of its own.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public ImmutableArray<StoredNoiseFloor> NoiseFloors(string machine) => Read(() => Connection.Query(
        FloorColumns + "WHERE machine IN ($machine, $kind) ORDER BY benchmark, workload, device, engine, metric, machine = $machine DESC",
        ReadNoiseFloor, ("$machine", machine), ("$kind", NodeKey.KindOf(machine)))
        .DistinctBy(floor => (floor.Key, floor.Metric)).ToImmutableArray());

    private void Keep(IEnumerable<StoredNoiseFloor> floors)
    {
        foreach (var floor in floors)
        {
            Connection.Execute(
                """
                INSERT INTO noise_floors (machine, benchmark, workload, device, engine, metric, floor, pairs, measured_at)
                VALUES ($machine, $benchmark, $workload, $device, $engine, $metric, $floor, $pairs, $measuredAt)
                ON CONFLICT DO UPDATE SET floor = excluded.floor, pairs = excluded.pairs, measured_at = excluded.measured_at
                """,
                ("$machine", floor.Machine),
                ("$benchmark", floor.Key.Benchmark),
                ("$workload", floor.Key.Workload),
                ("$device", floor.Key.Device),
                ("$engine", floor.Key.Engine ?? ""),
                ("$metric", floor.Metric),
                ("$floor", floor.Floor),
                ("$pairs", floor.Pairs),
                ("$measuredAt", Text(floor.MeasuredAt)));
        }
    }

    private static StoredNoiseFloor ReadNoiseFloor(SqliteDataReader row) => new(
        row.GetString(8),
        new ResultKey(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3) is { Length: > 0 } engine ? engine : null),
        row.GetString(4),
        row.GetDouble(5),
        row.GetInt32(6),
        Time(row.GetString(7)));
}
