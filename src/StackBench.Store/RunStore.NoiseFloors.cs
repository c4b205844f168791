using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Store;

public sealed partial class RunStore
{
    /// <summary>Keeps noise floors, each in place of the one of the same machine, result and metric.</summary>
    /// <exception cref="StoreException">They cannot be written; none is then.</exception>
    public void Save(IEnumerable<StoredNoiseFloor> floors)
    {
        ArgumentNullException.ThrowIfNull(floors);
        StoreErrors.Translate(Location, () =>
        {
            using var transaction = Connection.BeginTransaction(deferred: false);
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

            transaction.Commit();
            return true;
        });
    }

    /// <returns>How many there were of the machine.</returns>
    /// <exception cref="StoreException">They cannot be removed.</exception>
    public int RemoveNoiseFloors(string machine) => StoreErrors.Translate(
        Location, () => Connection.Execute("DELETE FROM noise_floors WHERE machine = $machine", ("$machine", machine)));

    /// <summary>All of a machine, in the order of benchmark and workload.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public ImmutableArray<StoredNoiseFloor> NoiseFloors(string machine) => StoreErrors.Translate(Location, () => Connection.Query(
        """
        SELECT benchmark, workload, device, engine, metric, floor, pairs, measured_at FROM noise_floors
        WHERE machine = $machine ORDER BY benchmark, workload, device, engine, metric
        """,
        row => new StoredNoiseFloor(
            machine,
            new ResultKey(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3) is { Length: > 0 } engine ? engine : null),
            row.GetString(4),
            row.GetDouble(5),
            row.GetInt32(6),
            Time(row.GetString(7))),
        ("$machine", machine)).ToImmutableArray());
}
