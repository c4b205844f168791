using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using StackBench.Core.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Trends;
using StackBench.Core.Units;

namespace StackBench.Store;

public sealed partial class RunStore
{
    /// <summary>
    /// What the newest runs have of some metrics, read without opening their results. Sides of pairs are left
    /// out: one may be slow on purpose.
    /// </summary>
    /// <param name="benchmark">Null for all.</param>
    /// <param name="metric">Null for the headline metric of each result.</param>
    /// <param name="workload">Only workloads whose name contains this, whatever its case; null for all.</param>
    /// <param name="limit">Newest runs to look at.</param>
    /// <param name="node">Only runs of the node of this name (<see cref="NodeName"/>); null for all.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public ImmutableArray<Observation> Observations(
        string? benchmark, string? metric, string? workload, int limit, string? node = null) => Read(() =>
    {
        using var transaction = Connection.BeginTransaction(deferred: true);
        var metrics = Connection.Query(
            """
            SELECT id, benchmark, workload, device, engine, metric, unit, better, parameters FROM series
            WHERE ($benchmark IS NULL OR benchmark = $benchmark) AND ($metric IS NULL OR metric = $metric)
                AND ($workload IS NULL OR instr(lower(workload), lower($workload)) > 0)
            """,
            row => (Id: row.GetInt64(0), Metric: ReadableMetric(row)),
            ("$benchmark", benchmark),
            ("$metric", metric),
            ("$workload", workload));
        if (metrics.Count == 0) return [];

        var runs = ObservedRuns(limit, node);
        var observations = ImmutableArray.CreateBuilder<Observation>(Math.Min(runs.Count * metrics.Count, 1 << 20));
        foreach (var (id, observed) in metrics)
        {
            if (observed is null) continue;
            using var points = Connection.Command(
                "SELECT run_id, value FROM points WHERE series = $series AND is_headline >= $least",
                ("$series", id),
                ("$least", metric is null ? 1 : 0));
            using var row = points.ExecuteReader();
            while (row.Read())
                if (runs.TryGetValue(row.GetString(0), out var run)) observations.Add(new Observation(run, observed, row.GetDouble(1)));
        }

        return observations.ToImmutable();
    });

    /// <summary>Null for one that does not read, which is named.</summary>
    private ObservedMetric? ReadableMetric(SqliteDataReader row)
    {
        try
        {
            return ObservedMetric(row);
        }
        catch (Exception exception) when (StoreErrors.IsDamage(exception))
        {
            if (_named.Add("series")) _note($"a history is damaged in the database ({exception.Message}) and left out. {RepairRemedy}");
            return null;
        }
    }

    private static ObservedMetric ObservedMetric(SqliteDataReader row) => new(
        new ResultKey(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4) is { Length: > 0 } engine ? engine : null),
        row.GetString(5),
        Unit.Parse(row.GetString(6)),
        Named<Better>(row.GetString(7)),
        JsonSerializer.Deserialize(row.GetString(8), StackBenchJson.Default.Parameters)!);

    private Dictionary<string, ObservedRun> ObservedRuns(int limit, string? node)
    {
        // Most runs of a machine have the same facts: each text is read once.
        var fingerprints = new Dictionary<string, Fingerprint>(StringComparer.Ordinal);
        return Connection.Query(
            $"""
            SELECT id, started_at, iif(json_valid(header), json_extract(header, '$.tool.method'), NULL),
                iif(json_valid(header), json_extract(header, '$.fingerprint'), NULL)
            FROM runs WHERE NOT EXISTS (SELECT 1 FROM pair_runs WHERE run_id = runs.id){(node is null ? "" : OfNode)}
            ORDER BY started_at > $now, started_at DESC, id DESC LIMIT $limit
            """,
            row =>
            {
                try
                {
                    var text = row.GetString(3);
                    if (!fingerprints.TryGetValue(text, out var fingerprint))
                        fingerprints.Add(text, fingerprint = JsonSerializer.Deserialize(text, StackBenchJson.Default.Fingerprint)!);
                    return new ObservedRun(row.GetString(0), Time(row.GetString(1)), row.GetInt32(2), fingerprint);
                }
                catch (Exception exception) when (StoreErrors.IsDamage(exception))
                {
                    return Instead(row.StringOrNull(0) ?? "", exception.Message) is { } run
                        ? new ObservedRun(run.Id, run.StartedAt, run.Tool.Method, run.Fingerprint)
                        : null;
                }
            },
            ("$now", Text(TimeProvider.System.GetUtcNow() + ClockTolerance)),
            ("$limit", limit),
            ("$text", node)).OfType<ObservedRun>().ToDictionary(run => run.Id, StringComparer.Ordinal);
    }

    private void EnterPoints(string runId, BenchmarkResult result)
    {
        Connection.Execute(
            """
            DELETE FROM points WHERE run_id = $run AND series IN
                (SELECT id FROM series WHERE benchmark = $benchmark AND workload = $workload AND device = $device AND engine = $engine)
            """,
            ("$run", runId),
            ("$benchmark", result.Benchmark),
            ("$workload", result.Workload),
            ("$device", result.Device),
            ("$engine", result.Engine ?? ""));
        if (result.Outcome is not Ok ok) return;
        foreach (var (index, value) in ok.Metrics.Index())
        {
            // SQLite has no NaN: what is no number is in the document and in no history.
            if (!double.IsFinite(value.Value)) continue;
            Connection.Execute(
                """
                INSERT OR IGNORE INTO series (benchmark, workload, device, engine, metric, unit, better, parameters)
                VALUES ($benchmark, $workload, $device, $engine, $metric, $unit, $better, $parameters);
                INSERT INTO points (series, run_id, is_headline, value)
                SELECT id, $run, $isHeadline, $value FROM series WHERE benchmark = $benchmark AND workload = $workload AND device = $device
                    AND engine = $engine AND metric = $metric AND unit = $unit AND better = $better AND parameters = $parameters
                """,
                ("$benchmark", result.Benchmark),
                ("$workload", result.Workload),
                ("$device", result.Device),
                ("$engine", result.Engine ?? ""),
                ("$metric", value.Metric),
                ("$unit", value.Unit.Symbol),
                ("$better", EnumText.Of(value.Better)),
                ("$parameters", JsonSerializer.Serialize(result.Parameters, StackBenchJson.Default.Parameters)),
                ("$run", runId),
                ("$isHeadline", index == 0 ? 1 : 0),
                ("$value", value.Value));
        }
    }
}
