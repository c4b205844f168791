using System.Globalization;
using System.Text.Json;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Text;

namespace StackBench.Store;

public sealed partial class RunStore
{
    /// <summary>Enters a run that this process records.</summary>
    /// <exception cref="ArgumentException">The run has no proper id (<see cref="RunId"/>).</exception>
    /// <exception cref="StoreException">It cannot be written, or its id is taken.</exception>
    public void Begin(Run run)
    {
        Record(run, () => Insert(run, ProcessIdentity.Current()));
        _recording[run.Id] = run;
    }

    /// <summary>Adds a result, or replaces the one of the same key. Committed on return.</summary>
    /// <exception cref="StoreException">It cannot be written; the log of the run has it all the same if only
    /// the database failed.</exception>
    public void Save(string runId, BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var run = Recorded(runId).With(result);
        _recording[runId] = run;
        Record(run, () =>
        {
            Upsert(runId, result);
            UpdateCounts(runId);
        });
    }

    /// <param name="order">Of the results from now on (<see cref="Run.InOrderOf"/>): they were measured in a shuffled one.</param>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public void Finish(string runId, RunStatus status, DateTimeOffset finishedAt, IEnumerable<ResultKey>? order = null)
    {
        var run = (Recorded(runId) with { Status = status, FinishedAt = finishedAt }).InOrderOf(order ?? []);
        Record(run, () =>
        {
            UpdateHeader(run, owner: null);

            // A save that failed in passing (a lock held too long) is made good here.
            foreach (var (position, result) in run.Results.Index())
            {
                Upsert(runId, result);
                Place(runId, result.Key, position);
            }

            UpdateCounts(runId);
        });
        _recording.Remove(runId);
    }

    /// <summary>Enters a whole run from elsewhere. One that was still running counts as interrupted.</summary>
    /// <exception cref="ArgumentException">The run has no proper id (<see cref="RunId"/>).</exception>
    /// <exception cref="StoreException">It cannot be written, or its id is taken.</exception>
    public void Import(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var ended = run.Status == RunStatus.Running ? run with { Status = RunStatus.Interrupted } : run;
        Record(ended, () => Insert(ended, owner: null));
    }

    /// <summary>Enters whole runs from elsewhere: all of them, or none when anything fails or this process dies.</summary>
    /// <exception cref="ArgumentException">A run has no proper id (<see cref="RunId"/>).</exception>
    /// <exception cref="StoreException">They cannot be written, or an id is taken; nothing was entered.</exception>
    public void Import(IReadOnlyCollection<Run> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.FirstOrDefault(run => !RunId.IsValid(run.Id)) is { } odd)
            throw new ArgumentException($"'{odd.Id}' is not a run id", nameof(runs));
        Run[] ended = [.. runs.Select(run => run.Status == RunStatus.Running ? run with { Status = RunStatus.Interrupted } : run)];
        StoreErrors.Translate(Location, () =>
        {
            // The lock of the database is that of the logs as well: one process at a time has logs that are not in place yet.
            using var transaction = Connection.BeginTransaction(deferred: false);
            using var logs = StagedLogs.Begin(Location, Exists);
            foreach (var run in ended)
            {
                Insert(run, owner: null);
                logs.Write(run);
            }

            transaction.Commit();
            logs.Publish();
            return true;
        });
    }

    private Run Recorded(string runId) => _recording.TryGetValue(runId, out var run) ? run : Load(runId);

    /// <summary>One transaction, then the log: whichever of the two fails, the other is written.</summary>
    private void Record(Run run, Action write)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!RunId.IsValid(run.Id)) throw new ArgumentException($"'{run.Id}' is not a run id", nameof(run));
        StoreErrors.Translate(Location, () =>
        {
            var isTaken = false;
            try
            {
                using var transaction = Connection.BeginTransaction(deferred: false);
                write();
                transaction.Commit();
            }
            catch (StoreException exception) when (exception.Failure == StoreFailure.DuplicateRun)
            {
                isTaken = true;
                throw;
            }
            finally
            {
                if (!isTaken) RunLog.Write(Location, run);
            }

            return true;
        });
    }

    private void Insert(Run run, ProcessIdentity? owner)
    {
        if (Exists(run.Id))
            throw new StoreException(
                StoreFailure.DuplicateRun, $"the run {run.Id} is in the store already", "Give the other run another id, or leave it out.");
        Connection.Execute(
            """
            INSERT INTO runs (id, started_at, finished_at, status, label, suite, machine, owner, header)
            VALUES ($id, $startedAt, $finishedAt, $status, $label, $suite, $machine, $owner, $header)
            """,
            ("$id", run.Id),
            ("$startedAt", Text(run.StartedAt)),
            ("$finishedAt", Text(run.FinishedAt)),
            ("$status", EnumText.Of(run.Status)),
            ("$label", run.Label),
            ("$suite", EnumText.Of(run.Settings.Suite)),
            ("$machine", MachineSummary.Of(run.Fingerprint)),
            ("$owner", owner?.ToString()),
            ("$header", Header(run)));
        if (run.Purpose != RunPurpose.Measure) Connection.Execute("INSERT INTO pair_runs (run_id) VALUES ($id)", ("$id", run.Id));
        foreach (var result in run.Results) Upsert(run.Id, result);
        UpdateCounts(run.Id);
    }

    private void UpdateHeader(Run run, ProcessIdentity? owner) => Connection.Execute(
        "UPDATE runs SET finished_at = $finishedAt, status = $status, machine = $machine, owner = $owner, header = $header WHERE id = $id",
        ("$id", run.Id),
        ("$finishedAt", Text(run.FinishedAt)),
        ("$status", EnumText.Of(run.Status)),
        ("$machine", MachineSummary.Of(run.Fingerprint)),
        ("$owner", owner?.ToString()),
        ("$header", Header(run)));

    private void Upsert(string runId, BenchmarkResult result)
    {
        EnterPoints(runId, result);
        var headline = result.Headline;
        Connection.Execute(
            """
            INSERT INTO results (run_id, benchmark, workload, device, engine, position, outcome, metric, value, low, high, unit, document)
            VALUES ($run, $benchmark, $workload, $device, $engine, (SELECT count(*) FROM results WHERE run_id = $run),
                $outcome, $metric, $value, $low, $high, $unit, $document)
            ON CONFLICT DO UPDATE SET outcome = excluded.outcome, metric = excluded.metric, value = excluded.value,
                low = excluded.low, high = excluded.high, unit = excluded.unit, document = excluded.document
            """,
            ("$run", runId),
            ("$benchmark", result.Benchmark),
            ("$workload", result.Workload),
            ("$device", result.Device),
            ("$engine", result.Engine ?? ""),
            ("$outcome", Text(result.Outcome)),
            ("$metric", headline?.Metric),
            ("$value", headline?.Value),
            ("$low", headline?.Interval?.Low),
            ("$high", headline?.Interval?.High),
            ("$unit", headline?.Unit.Symbol),
            ("$document", JsonSerializer.Serialize(result, StackBenchJson.Default.BenchmarkResult)));
    }

    private void Place(string runId, ResultKey key, int position) => Connection.Execute(
        "UPDATE results SET position = $position WHERE run_id = $run AND benchmark = $benchmark AND workload = $workload AND device = "
            + "$device AND engine = $engine",
        ("$position", position),
        ("$run", runId),
        ("$benchmark", key.Benchmark),
        ("$workload", key.Workload),
        ("$device", key.Device),
        ("$engine", key.Engine ?? ""));

    private void UpdateCounts(string runId) => Connection.Execute(
        """
        UPDATE runs SET (ok, skipped, failed, implausible) = (
            SELECT count(*) FILTER (WHERE outcome = 'ok'), count(*) FILTER (WHERE outcome = 'skipped'),
                count(*) FILTER (WHERE outcome = 'failed'), count(*) FILTER (WHERE outcome = 'implausible')
            FROM results WHERE run_id = $run)
        WHERE id = $run
        """,
        ("$run", runId));

    private static string Header(Run run) => JsonSerializer.Serialize(run with { Results = [] }, StackBenchJson.Default.Run);

    private static string Text(Outcome outcome) => outcome switch
    {
        Ok => "ok",
        Skipped => "skipped",
        Failed => "failed",
        _ => "implausible",
    };

    /// <summary>UTC in a form that sorts as text.</summary>
    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
