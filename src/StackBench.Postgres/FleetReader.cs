using System.Collections.Immutable;
using System.Data;
using System.Text.Json;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Reading;
using static StackBench.Postgres.Statements;

namespace StackBench.Postgres;

/// <summary>Reads the runs of a night and of the nights before it.</summary>
public sealed class FleetReader(FleetDatabase database)
{
    /// <summary>Names of the nights with a run that counts, the oldest first, without those that confirm another.</summary>
    /// <exception cref="DatabaseException">The server refuses, or is gone.</exception>
    public ImmutableArray<string> Nights() => database.Guarded(() =>
    {
        using var command = database.Command(
            """
            select name from stackbench.night
            where exists (select from stackbench.result where result.night_id = night.id and result.left_out is null)
            order by coalesce(planned_at, first_at), name
            """);
        using var reader = command.ExecuteReader();
        var names = ImmutableArray.CreateBuilder<string>();
        while (reader.Read())
            if (NightName.Confirmed(reader.GetString(0)) is null) names.Add(reader.GetString(0));
        return names.ToImmutable();
    });

    /// <summary>Runs of a night, of the one that confirms it, and of the last <paramref name="most"/> nights before it.</summary>
    /// <param name="night">Null for the newest.</param>
    /// <param name="each">Called for each run, as it comes.</param>
    /// <returns>Whether there is such a night.</returns>
    /// <exception cref="DatabaseException">The server refuses, or is gone.</exception>
    public bool Read(string? night, int most, Action<FleetRun> each)
    {
        ArgumentNullException.ThrowIfNull(each);
        var nights = Nights();
        night ??= nights is [.., var newest] ? newest : null;
        if (night is null || nights.IndexOf(night) is not (>= 0 and var index)) return false;
        string[] wanted = [.. nights[Math.Max(0, index - most)..(index + 1)], NightName.Again(night)];
        return database.Guarded(() =>
        {
            Read(wanted, each);
            return true;
        });
    }

    private void Read(string[] nights, Action<FleetRun> each)
    {
        // One state of the database: what names a run is entered before it, and would else be read too early.
        using var transaction = database.Connection.BeginTransaction(IsolationLevel.RepeatableRead);
        var series = Series();
        var (facts, slots) = (Facts(nights), Slots());
        using var command = database.Command(
            """
            select result.run_id, result.started_at, night.name, night.planned_at, result.attempt, node.name, result.place, result.left_out,
                result.fingerprint_id, result.series_ids, result.device_ids, result.metric_values, result.gpu_addresses, result.gpu_uuids,
                result.gpu_serials
            from stackbench.result
            join stackbench.night on night.id = result.night_id
            join stackbench.node on node.id = result.node_id
            where result.night_id in (select id from stackbench.night where name = any($1))
            order by result.started_at, result.run_id
            """,
            Typed(nights));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var (ids, devices, values) =
                (reader.GetFieldValue<int[]>(9), reader.GetFieldValue<int[]>(10), reader.GetFieldValue<double[]>(11));
            var (addresses, uuids, serials) =
                (reader.GetFieldValue<string[]>(12), reader.GetFieldValue<string?[]>(13), reader.GetFieldValue<string?[]>(14));
            each(new FleetRun
            {
                Id = reader.GetString(0),
                StartedAt = new DateTimeOffset(reader.GetDateTime(1), TimeSpan.Zero),
                Night = reader.GetString(2),
                PlannedAt = reader.IsDBNull(3) ? null : new DateTimeOffset(reader.GetDateTime(3), TimeSpan.Zero),
                Attempt = reader.GetInt32(4),
                Node = reader.GetString(5),
                Place = reader.IsDBNull(6) ? null : reader.GetString(6),
                Left = reader.IsDBNull(7) ? null : reader.GetString(7),
                Facts = facts[reader.GetInt32(8)],
                Values = [.. ids.Select((id, at) => new FleetValue(series[id].Key, slots[devices[at]], values[at], series[id].Unit))],
                Gpus = [.. addresses.Select((address, at) => new GpuCard(address, uuids[at], serials[at]))],
            });
        }
    }

    private Dictionary<int, (FleetSeriesKey Key, Unit Unit)> Series()
    {
        using var command = database.Command(
            "select id, kind, benchmark, workload, engine, metric, unit, better, parameters::text, method from stackbench.series");
        using var reader = command.ExecuteReader();
        var series = new Dictionary<int, (FleetSeriesKey Key, Unit Unit)>();
        while (reader.Read())
        {
            var key = new FleetSeriesKey(
                reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.GetString(5), SeriesRow.Of(reader.GetString(7)),
                JsonSerializer.Deserialize(reader.GetString(8), StackBenchJson.Default.Parameters)!, reader.GetInt32(9));
            series[reader.GetInt32(0)] = (key, Unit.Parse(reader.GetString(6)));
        }

        return series;
    }

    private Dictionary<int, ImmutableArray<FingerprintFact>> Facts(string[] nights)
    {
        using var command = database.Command(
            """
            select id, facts::text from stackbench.fingerprint where id in
                (select fingerprint_id from stackbench.result where night_id in (select id from stackbench.night where name = any($1)))
            """,
            Typed(nights));
        using var reader = command.ExecuteReader();
        var facts = new Dictionary<int, ImmutableArray<FingerprintFact>>();
        while (reader.Read())
        {
            var values = JsonSerializer.Deserialize(reader.GetString(1), FactsJson.Default.SortedDictionaryStringString)!;
            facts[reader.GetInt32(0)] = [.. values.Select(fact => new FingerprintFact(fact.Key, fact.Value, FactRole.Cause))];
        }

        return facts;
    }

    private Dictionary<int, string> Slots()
    {
        using var command = database.Command("select id, slot from stackbench.device");
        using var reader = command.ExecuteReader();
        var slots = new Dictionary<int, string>();
        while (reader.Read()) slots[reader.GetInt32(0)] = string.Intern(reader.GetString(1));
        return slots;
    }
}
