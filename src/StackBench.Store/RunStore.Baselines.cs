using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using StackBench.Core.Results;

namespace StackBench.Store;

public sealed partial class RunStore
{
    private const string BaselineColumns = "SELECT name, machine, run_ids, rolling, created_at FROM baselines ";

    /// <summary>Sets a baseline, in place of the one of the same name and machine.</summary>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public void Save(Baseline baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        Write(() =>
        {
            Keep([baseline]);
            return true;
        });
    }

    /// <summary>Null where neither the machine nor its kind has one of that name.</summary>
    /// <param name="machine">Key of a node; a baseline of its kind is of older versions, or of several nodes.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Baseline? FindBaseline(string name, string machine) => Read(() =>
        Connection.Query(
            BaselineColumns + "WHERE name = $name AND machine IN ($machine, $kind) ORDER BY machine = $machine DESC", ReadBaseline,
            ("$name", name), ("$machine", machine), ("$kind", NodeKey.KindOf(machine))) is [var found, ..]
            ? found
            : null);

    /// <summary>By name, then by machine.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public ImmutableArray<Baseline> Baselines() =>
        Read(() => Connection.Query(BaselineColumns + "ORDER BY name, machine", ReadBaseline).ToImmutableArray());

    /// <returns>Whether there was one.</returns>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public bool RemoveBaseline(string name, string machine) => Write(() =>
        Connection.Execute("DELETE FROM baselines WHERE name = $name AND machine = $machine", ("$name", name), ("$machine", machine)) > 0);

    private void Keep(IEnumerable<Baseline> baselines)
    {
        foreach (var baseline in baselines)
            Connection.Execute(
                """
                INSERT INTO baselines (name, machine, run_ids, rolling, created_at) VALUES ($name, $machine, $runs, $rolling, $createdAt)
                ON CONFLICT DO UPDATE SET run_ids = excluded.run_ids, rolling = excluded.rolling, created_at = excluded.created_at
                """,
                ("$name", baseline.Name),
                ("$machine", baseline.Machine),
                ("$runs", string.Join(' ', baseline.RunIds)),
                ("$rolling", baseline.Rolling),
                ("$createdAt", Text(baseline.CreatedAt)));
    }

    private static Baseline ReadBaseline(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        [.. row.GetString(2).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        row.IsDBNull(3) ? null : row.GetInt32(3),
        Time(row.GetString(4)));
}
