using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Store;

public sealed partial class RunStore
{
    /// <summary>
    /// The newest runs with the results of one benchmark, newest first, without launches and without what a run is not compared by: what a
    /// trend needs, read in a fraction of the time that whole runs take.
    /// </summary>
    /// <param name="benchmark">Null for all.</param>
    /// <param name="workload">Only workloads whose name contains this, whatever its case; null for all.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public ImmutableArray<Run> Outline(string? benchmark, string? workload, int limit) => StoreErrors.Translate(Location, () =>
    {
        using var transaction = Connection.BeginTransaction(deferred: true);
        var results = Connection.Query(
            """
            SELECT run_id, benchmark, workload, device, engine, json_extract(document, '$.parameters'), json_extract(document, '$.outcome')
            FROM results WHERE outcome = 'ok' AND ($benchmark IS NULL OR benchmark = $benchmark)
                AND ($workload IS NULL OR instr(lower(workload), lower($workload)) > 0)
                AND run_id IN (SELECT id FROM runs ORDER BY started_at DESC, id DESC LIMIT $limit)
            """,
            row => (RunId: row.GetString(0), Result: new BenchmarkResult
            {
                Benchmark = row.GetString(1),
                Workload = row.GetString(2),
                Device = row.GetString(3),
                Engine = row.GetString(4) is { Length: > 0 } engine ? engine : null,
                Parameters = JsonSerializer.Deserialize(row.GetString(5), StackBenchJson.Default.Parameters)!,
                Outcome = JsonSerializer.Deserialize(row.GetString(6), StackBenchJson.Default.Outcome)!,
                Cost = new Cost(),
                Layer = new Layer(),
            }),
            ("$benchmark", benchmark),
            ("$workload", workload),
            ("$limit", limit)).ToLookup(entry => entry.RunId, entry => entry.Result);

        // Most runs of a machine have the same facts: each text is read once.
        var fingerprints = new Dictionary<string, Fingerprint>(StringComparer.Ordinal);
        return Connection.Query(
            """
            SELECT id, started_at, status, owner, label, json_extract(header, '$.fingerprint'), json_extract(header, '$.tool'), json_extract(header, '$.settings')
            FROM runs ORDER BY started_at DESC, id DESC LIMIT $limit
            """,
            row =>
            {
                var text = row.GetString(5);
                if (!fingerprints.TryGetValue(text, out var fingerprint))
                    fingerprints.Add(text, fingerprint = JsonSerializer.Deserialize(text, StackBenchJson.Default.Fingerprint)!);
                return new Run
                {
                    Id = row.GetString(0),
                    StartedAt = Time(row.GetString(1)),
                    Status = StatusOf(Enum.Parse<RunStatus>(row.GetString(2), ignoreCase: true), row.StringOrNull(3)),
                    Label = row.StringOrNull(4),
                    Fingerprint = fingerprint,
                    Tool = JsonSerializer.Deserialize(row.GetString(6), StackBenchJson.Default.ToolVersion)!,
                    Settings = JsonSerializer.Deserialize(row.GetString(7), StackBenchJson.Default.RunSettings)!,
                    Results = [.. results[row.GetString(0)]],
                };
            },
            ("$limit", limit)).ToImmutableArray();
    });
}
