using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace StackBench.Store;

/// <summary>
/// Brings a database to this version's form. Step n leads from version n to n + 1; a step that was released never changes.
/// </summary>
internal static class Migrations
{
    /// <remarks>The header of <c>runs</c> comes last: history reads the columns before it without touching its pages.</remarks>
    private const string RunsAndResults = """
        CREATE TABLE runs (
            id TEXT NOT NULL PRIMARY KEY,
            started_at TEXT NOT NULL,
            finished_at TEXT,
            status TEXT NOT NULL,
            label TEXT,
            suite TEXT NOT NULL,
            machine TEXT NOT NULL,
            ok INTEGER NOT NULL DEFAULT 0,
            skipped INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0,
            implausible INTEGER NOT NULL DEFAULT 0,
            owner TEXT,
            header TEXT NOT NULL
        ) STRICT;
        CREATE INDEX runs_by_start ON runs (started_at, id);
        CREATE INDEX runs_by_label ON runs (label);
        CREATE TABLE results (
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            benchmark TEXT NOT NULL,
            workload TEXT NOT NULL,
            device TEXT NOT NULL,
            engine TEXT NOT NULL,
            position INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            metric TEXT,
            value REAL,
            low REAL,
            high REAL,
            unit TEXT,
            document TEXT NOT NULL,
            PRIMARY KEY (run_id, benchmark, workload, device, engine)
        ) STRICT;
        """;

    private const string Decisions = """
        CREATE TABLE baselines (
            name TEXT NOT NULL,
            machine TEXT NOT NULL,
            run_ids TEXT NOT NULL,
            rolling INTEGER,
            created_at TEXT NOT NULL,
            PRIMARY KEY (name, machine)
        ) STRICT;
        CREATE TABLE noise_floors (
            machine TEXT NOT NULL,
            benchmark TEXT NOT NULL,
            workload TEXT NOT NULL,
            device TEXT NOT NULL,
            engine TEXT NOT NULL,
            metric TEXT NOT NULL,
            floor REAL NOT NULL,
            pairs INTEGER NOT NULL,
            measured_at TEXT NOT NULL,
            PRIMARY KEY (machine, benchmark, workload, device, engine, metric)
        ) STRICT;
        CREATE INDEX results_by_workload ON results (benchmark, workload, device, engine, run_id);
        """;

    /// <remarks>The values of a metric lie side by side, so that a history is read without opening a single document. What is stored
    /// already is entered too.</remarks>
    private const string SeriesAndPairs = """
        CREATE TABLE series (
            id INTEGER PRIMARY KEY,
            benchmark TEXT NOT NULL,
            workload TEXT NOT NULL,
            device TEXT NOT NULL,
            engine TEXT NOT NULL,
            metric TEXT NOT NULL,
            unit TEXT NOT NULL,
            better TEXT NOT NULL,
            parameters TEXT NOT NULL,
            UNIQUE (benchmark, workload, device, engine, metric, unit, better, parameters)
        ) STRICT;
        CREATE TABLE points (
            series INTEGER NOT NULL REFERENCES series (id),
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            is_headline INTEGER NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (series, run_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX points_by_run ON points (run_id);
        CREATE TABLE pair_runs (run_id TEXT NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE) STRICT, WITHOUT ROWID;
        CREATE TEMP TABLE entered AS
            SELECT run_id, benchmark, workload, device, engine, json_extract(document, '$.parameters') AS parameters, key = 0 AS is_headline,
                json_extract(metrics.value, '$.metric') AS metric, json_extract(metrics.value, '$.unit') AS unit,
                json_extract(metrics.value, '$.better') AS better, json_extract(metrics.value, '$.value') AS value
            FROM results, json_each(document, '$.outcome.metrics') AS metrics WHERE outcome = 'ok';
        INSERT OR IGNORE INTO series (benchmark, workload, device, engine, metric, unit, better, parameters)
            SELECT benchmark, workload, device, engine, metric, unit, better, parameters FROM entered;
        INSERT INTO points (series, run_id, is_headline, value)
            SELECT id, run_id, is_headline, CAST(value AS REAL)
            FROM entered JOIN series USING (benchmark, workload, device, engine, metric, unit, better, parameters);
        DROP TABLE entered;
        """;

    /// <summary>No version to come is above it: such a number is damage.</summary>
    private const int Newest = 1000;

    public static ImmutableArray<string> Steps { get; } = [RunsAndResults, Decisions, SeriesAndPairs];

    /// <param name="isLogged">Whether a database that is made here gets a write-ahead log.</param>
    /// <exception cref="StoreException">The database is of a newer version, or of none that ever was.</exception>
    public static void Apply(SqliteConnection connection, StoreLocation location, bool isLogged = true)
    {
        if (IsCurrent(connection, location)) return;
        if (isLogged) connection.Execute("PRAGMA journal_mode = WAL");
        // Immediate: of two processes that find an old database, one migrates and the other finds it done.
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var step in Steps[Version(connection, location)..]) connection.Execute(step);
        connection.Execute($"PRAGMA user_version = {Steps.Length.ToString(CultureInfo.InvariantCulture)}");
        transaction.Commit();
    }

    /// <exception cref="StoreException">The database is of a newer version, or of none that ever was.</exception>
    public static bool IsCurrent(SqliteConnection connection, StoreLocation location) => Version(connection, location) == Steps.Length;

    private static int Version(SqliteConnection connection, StoreLocation location)
    {
        var version = connection.Query("PRAGMA user_version", row => row.GetInt32(0))[0];
        return version switch
        {
            < 0 or > Newest => throw StoreErrors.Damaged($"there is no store version {version}", location),
            _ when version > Steps.Length => throw new StoreException(
                StoreFailure.NewerVersion,
                $"the run store {location.DatabasePath} was written by a newer StackBench (store version {version}; this one "
                    + $"knows up to {Steps.Length})",
                "Update stackbench, or set STACKBENCH_HOME to another folder."),
            _ => version,
        };
    }
}
