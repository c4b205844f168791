using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using StackBench.Core.Json;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Reading;
using static StackBench.Postgres.Statements;

namespace StackBench.Postgres;

/// <summary>Enters runs, each exactly once, whoever else enters the same ones at the same time.</summary>
public sealed class FleetWriter(FleetDatabase database)
{
    private readonly Dictionary<string, int> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Node, string Slot), int> _devices = [];
    private readonly Dictionary<FleetSeriesKey, int> _series = [];
    private readonly Dictionary<string, int> _facts = new(StringComparer.Ordinal);

    /// <summary>A batch in one transaction; what names its parts is entered before, on its own.</summary>
    /// <returns>How many are new, and the ids of those that another document of the same id and time keeps out.</returns>
    /// <exception cref="DatabaseException">The server refuses, or is gone: then nothing of the batch is entered.</exception>
    public (int Entered, ImmutableArray<string> Contradicted) Enter(IReadOnlyCollection<FleetEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return database.Guarded(() =>
        {
            FleetEntry[] named = [.. entries.Where(entry => entry.Run.Node is not null)];
            if (named.Length == 0) return (0, ImmutableArray<string>.Empty);
            var nights = NumberAll(named);
            using var transaction = database.Connection.BeginTransaction();
            using (var batch = new NpgsqlBatch(database.Connection, transaction))
            {
                foreach (var entry in named) batch.BatchCommands.Add(Row(entry, nights[Name(entry.Run.Night)]));
                var entered = batch.ExecuteNonQuery();
                transaction.Commit();
                return (Math.Max(entered, 0), Contradicted(named));
            }
        });
    }

    /// <summary>Gives nights, nodes, devices, series and facts their numbers.</summary>
    /// <returns>Numbers of the nights.</returns>
    private Dictionary<string, int> NumberAll(FleetEntry[] entries)
    {
        foreach (var month in entries.Select(entry => entry.Run.StartedAt.UtcDateTime).DistinctBy(at => (at.Year, at.Month)))
            database.Execute("select stackbench.ensure_month($1)", Typed(month));
        var nights = entries.GroupBy(entry => Name(entry.Run.Night), entry => entry.Run, StringComparer.Ordinal)
            .OrderBy(night => night.Key, StringComparer.Ordinal)
            .ToDictionary(night => night.Key, night => NightId(night.Key, [.. night]), StringComparer.Ordinal);
        NumberNodes(entries.Select(entry => Name(entry.Run.Node!)));
        NumberDevices(entries);
        NumberSeries(entries.SelectMany(entry => entry.Run.Values));
        NumberFacts(entries.Select(Facts));
        return nights;
    }

    private int NightId(string name, FleetRun[] runs)
    {
        var (first, planned) = (runs.Min(run => run.StartedAt).UtcDateTime, runs.Max(run => run.PlannedAt)?.UtcDateTime);
        database.Execute(
            """
            insert into stackbench.night as known (name, planned_at, first_at) values ($1, $2, $3)
            on conflict (name) do update
                set planned_at = coalesce(excluded.planned_at, known.planned_at), first_at = least(known.first_at, excluded.first_at)
                where known.planned_at is distinct from coalesce(excluded.planned_at, known.planned_at)
                    or excluded.first_at < known.first_at
            """,
            Typed(name), OrNull(planned, NpgsqlDbType.TimestampTz), Typed(first));
        using var command = database.Command("select id from stackbench.night where name = $1", Typed(name));
        return (int)command.ExecuteScalar()!;
    }

    // Here and below in one order: two collectors that wait for each other's rows in different orders would wait for ever.
    private void NumberNodes(IEnumerable<string> names)
    {
        string[] missing =
            [.. names.Distinct(StringComparer.Ordinal).Where(name => !_nodes.ContainsKey(name)).Order(StringComparer.Ordinal)];
        if (missing.Length == 0) return;
        database.Execute("insert into stackbench.node (name) select unnest($1) on conflict do nothing", Typed(missing));
        using var command = database.Command("select id, name from stackbench.node where name = any($1)", Typed(missing));
        using var reader = command.ExecuteReader();
        while (reader.Read()) _nodes[reader.GetString(1)] = reader.GetInt32(0);
    }

    private void NumberDevices(FleetEntry[] entries)
    {
        (int Node, string Slot)[] missing =
        [
            .. entries.SelectMany(entry => entry.Run.Values.Select(value => (_nodes[Name(entry.Run.Node!)], Name(value.Slot))))
                .Distinct().Where(device => !_devices.ContainsKey(device)).Order(),
        ];
        if (missing.Length == 0) return;
        NpgsqlParameter[] Both() =>
            [Typed(missing.Select(device => device.Node).ToArray()), Typed(missing.Select(device => device.Slot).ToArray())];
        database.Execute(
            "insert into stackbench.device (node_id, slot) select * from unnest($1, $2) on conflict do nothing", Both());
        using var command = database.Command(
            "select id, node_id, slot from stackbench.device where (node_id, slot) in (select * from unnest($1, $2))", Both());
        using var reader = command.ExecuteReader();
        while (reader.Read()) _devices[(reader.GetInt32(1), reader.GetString(2))] = reader.GetInt32(0);
    }

    private void NumberSeries(IEnumerable<FleetValue> values)
    {
        (byte[] Sha256, FleetSeriesKey Key, Unit Unit)[] missing =
        [
            .. values.DistinctBy(value => value.Key).Where(value => !_series.ContainsKey(value.Key))
                .Select(value => (Sha256(value.Key), value.Key, value.Unit))
                .OrderBy(one => Convert.ToHexString(one.Item1), StringComparer.Ordinal),
        ];
        foreach (var (sha256, key, unit) in missing)
        {
            database.Execute(
                """
                insert into stackbench.series (sha256, kind, benchmark, workload, engine, metric, unit, better, parameters, method)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10) on conflict (sha256) do nothing
                """,
                Typed(sha256), Typed(Storable(key.Kind)), Typed(Storable(key.Benchmark)), Typed(Storable(key.Workload)),
                OrNull(Text(key.Engine), NpgsqlDbType.Text), Typed(Storable(key.Metric)), Typed(unit.Symbol),
                Typed(SeriesRow.Word(key.Better)), Typed(Parameters(key)), Typed(key.Method));
            using var command = database.Command("select id from stackbench.series where sha256 = $1", Typed(sha256));
            _series[key] = (int)command.ExecuteScalar()!;
        }
    }

    private void NumberFacts(IEnumerable<string> facts)
    {
        foreach (var text in facts.Distinct(StringComparer.Ordinal).Where(text => !_facts.ContainsKey(text)).Order(StringComparer.Ordinal))
        {
            var sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(text));
            database.Execute(
                "insert into stackbench.fingerprint (sha256, facts) values ($1, $2::jsonb) on conflict (sha256) do nothing",
                Typed(sha256), Typed(text));
            using var command = database.Command("select id from stackbench.fingerprint where sha256 = $1", Typed(sha256));
            _facts[text] = (int)command.ExecuteScalar()!;
        }
    }

    private NpgsqlBatchCommand Row(FleetEntry entry, int night)
    {
        var (run, node) = (entry.Run, _nodes[Name(entry.Run.Node!)]);
        return new NpgsqlBatchCommand(
            """
            insert into stackbench.result (started_at, run_id, night_id, node_id, fingerprint_id, attempt, place, gpu_addresses,
                gpu_uuids, gpu_serials, left_out, series_ids, device_ids, metric_values, sha256, document)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            on conflict do nothing
            """)
        {
            Parameters =
            {
                Typed(run.StartedAt.UtcDateTime), Typed(run.Id), Typed(night), Typed(node), Typed(_facts[Facts(entry)]), Typed(run.Attempt),
                OrNull(Text(run.Place), NpgsqlDbType.Text),
                Typed(run.Gpus.Select(gpu => Storable(gpu.Address)).ToArray()), Typed(run.Gpus.Select(gpu => Text(gpu.Uuid)).ToArray()),
                Typed(run.Gpus.Select(gpu => Text(gpu.Serial)).ToArray()), OrNull(Text(run.Left), NpgsqlDbType.Text),
                Typed(run.Values.Select(value => _series[value.Key]).ToArray()),
                Typed(run.Values.Select(value => _devices[(node, Name(value.Slot))]).ToArray()),
                Typed(run.Values.Select(value => value.Value).ToArray()), Typed(entry.Sha256), Typed(Storable(entry.Document)),
            },
        };
    }

    private ImmutableArray<string> Contradicted(FleetEntry[] entries)
    {
        using var command = database.Command(
            """
            select run_id from stackbench.result join unnest($1, $2, $3) as one (started_at, run_id, sha256) using (started_at, run_id)
            where result.sha256 <> one.sha256
            """,
            Typed(entries.Select(entry => entry.Run.StartedAt.UtcDateTime).ToArray()),
            Typed(entries.Select(entry => entry.Run.Id).ToArray()), Typed(entries.Select(entry => entry.Sha256).ToArray()));
        using var reader = command.ExecuteReader();
        var found = ImmutableArray.CreateBuilder<string>();
        while (reader.Read()) found.Add(reader.GetString(0));
        return found.ToImmutable();
    }

    private static string Facts(FleetEntry entry)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in entry.Run.Facts) facts[Storable(fact.Name)] = Storable(fact.Value ?? "");
        return JsonSerializer.Serialize(facts, FactsJson.Default.SortedDictionaryStringString);
    }

    private static byte[] Sha256(FleetSeriesKey key) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', key.Kind, key.Benchmark, key.Workload, key.Engine, key.Metric, SeriesRow.Word(key.Better),
        key.Method.ToString(CultureInfo.InvariantCulture), Parameters(key))));

    private static string Parameters(FleetSeriesKey key) =>
        JsonSerializer.Serialize(key.Parameters, StackBenchJson.Default.Parameters).Replace("\\u0000", "\\uFFFD", StringComparison.Ordinal);

    private static string? Text(string? text) => text is null ? null : Storable(text);

    private static NpgsqlParameter OrNull(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
