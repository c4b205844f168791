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
        RunJournal? journal = null;
        var owner = ProcessIdentity.Current();
        try
        {
            Record(run, () => Insert(run, owner), () => journal = RunJournal.Begin(Location, run, owner));
        }
        catch (StoreException)
        {
            // Nothing will be measured: there is no run to tell of.
            journal?.Remove();
            throw;
        }

        _recording[run.Id] = (run, journal);
    }

    /// <summary>Adds a result, or replaces the one of the same key. Committed on return.</summary>
    /// <exception cref="StoreException">It cannot be written; what has it all the same is in <see cref="StoreException.Kept"/>.</exception>
    public void Save(string runId, BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var (before, journal) = Recorded(runId);
        var run = before.With(result);
        _recording[runId] = (run, journal);
        Record(
            run,
            () =>
            {
                Upsert(runId, result, run.Results.IndexOf(result));
                UpdateCounts(runId);
            },
            () =>
            {
                if (journal is null) RunLog.Write(Location, run);
                else journal.Append(run, result);
            });
    }

    /// <param name="order">Of the results from now on (<see cref="Run.InOrderOf"/>): they were measured in a shuffled one.</param>
    /// <exception cref="StoreException">It cannot be written; what has it all the same is in <see cref="StoreException.Kept"/>.</exception>
    public void Finish(string runId, RunStatus status, DateTimeOffset finishedAt, IEnumerable<ResultKey>? order = null)
    {
        var (before, journal) = Recorded(runId);
        var run = (before with { Status = status, FinishedAt = finishedAt }).InOrderOf(order ?? []);
        Record(
            run,
            () =>
            {
                UpdateHeader(run, owner: null);

                // A save that failed in passing (a lock held too long) is made good here.
                foreach (var (position, result) in run.Results.Index()) Upsert(runId, result, position);
                UpdateCounts(runId);
            },
            () =>
            {
                RunLog.Write(Location, run);
                journal?.Remove();
            });
        _recording.Remove(runId);
    }

    /// <summary>Enters a whole run from elsewhere. One that was still running counts as interrupted.</summary>
    /// <exception cref="ArgumentException">The run has no proper id (<see cref="RunId"/>).</exception>
    /// <exception cref="StoreException">It cannot be written, or its id is taken.</exception>
    public void Import(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var ended = Ended(run);
        Record(ended, () => Insert(ended, owner: null), () => RunLog.Write(Location, ended));
    }

    /// <summary>
    /// Enters whole runs from elsewhere, in place of those of the same ids: all of them, or none when anything fails or this process
    /// dies.
    /// </summary>
    /// <param name="replaced">Ids of those that are here already; any other is refused where it is taken.</param>
    /// <exception cref="ArgumentException">A run has no proper id (<see cref="RunId"/>).</exception>
    /// <exception cref="StoreException">They cannot be written, or an id is taken; nothing was entered.</exception>
    public void Import(IReadOnlyCollection<Run> runs, IReadOnlyCollection<string>? replaced = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.FirstOrDefault(run => !RunId.IsValid(run.Id)) is { } odd)
            throw new ArgumentException($"'{odd.Id}' is not a run id", nameof(runs));
        Write(() =>
        {
            // The lock of the database is that of the logs as well: one process at a time has logs that are not in place yet.
            using var transaction = Connection.BeginTransaction(deferred: false);
            using var logs = StagedLogs.Begin(Location, Exists);
            foreach (var id in replaced ?? []) Connection.Execute("DELETE FROM runs WHERE id = $id", ("$id", id));
            foreach (var run in runs.Select(Ended))
            {
                Insert(run, owner: null);
                logs.Write(run);
            }

            transaction.Commit();
            logs.Publish();
            return true;
        });
    }

    private static Run Ended(Run run) => run.Status == RunStatus.Running ? run with { Status = RunStatus.Interrupted } : run;

    private (Run Run, RunJournal? Journal) Recorded(string runId) =>
        _recording.TryGetValue(runId, out var recorded) ? recorded : (Load(runId), null);

    /// <summary>One transaction, then the log: whichever of the two fails, the other is written.</summary>
    private void Record(Run run, Action write, Action log)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!RunId.IsValid(run.Id)) throw new ArgumentException($"'{run.Id}' is not a run id", nameof(run));
        var database = Trouble(() =>
        {
            using var transaction = Connection.BeginTransaction(deferred: false);
            write();
            transaction.Commit();
        });
        // The log of that id is another run's, and a store that is only read has none of this process.
        if (database is { Failure: StoreFailure.DuplicateRun } || Obstacle is not null) throw database!;
        var logged = Trouble(log);
        if ((database ?? logged) is not { } trouble) return;
        throw new StoreException(trouble.Failure, trouble.Message, trouble.Remedy, trouble)
        {
            Kept = logged is null ? StoreCopy.Log : database is null ? StoreCopy.Database : StoreCopy.None,
        };
    }

    private StoreException? Trouble(Action action)
    {
        try
        {
            Write(() =>
            {
                action();
                return true;
            });
            return null;
        }
        catch (StoreException exception)
        {
            return exception;
        }
    }

    /// <exception cref="StoreException">The store can only be read, or the action failed.</exception>
    private T Write<T>(Func<T> action) => Obstacle is null
        ? StoreErrors.Translate(Location, action)
        : throw new StoreException(Obstacle.Failure, Obstacle.Message, Obstacle.Remedy, Obstacle);

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
        foreach (var (position, result) in run.Results.Index()) Upsert(run.Id, result, position);
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

    private void Upsert(string runId, BenchmarkResult result, int position)
    {
        EnterPoints(runId, result);
        var headline = result.Headline;
        Connection.Execute(
            """
            INSERT INTO results (run_id, benchmark, workload, device, engine, position, outcome, metric, value, low, high, unit, document)
            VALUES ($run, $benchmark, $workload, $device, $engine, $position,
                $outcome, $metric, $value, $low, $high, $unit, $document)
            ON CONFLICT DO UPDATE SET position = excluded.position, outcome = excluded.outcome,
                metric = excluded.metric, value = excluded.value,
                low = excluded.low, high = excluded.high, unit = excluded.unit, document = excluded.document
            """,
            ("$run", runId),
            ("$benchmark", result.Benchmark),
            ("$workload", result.Workload),
            ("$device", result.Device),
            ("$engine", result.Engine ?? ""),
            ("$position", position),
            ("$outcome", Text(result.Outcome)),
            ("$metric", headline?.Metric),
            ("$value", headline?.Value),
            ("$low", headline?.Interval?.Low),
            ("$high", headline?.Interval?.High),
            ("$unit", headline?.Unit.Symbol),
            ("$document", JsonSerializer.Serialize(result, StackBenchJson.Default.BenchmarkResult)));
    }

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
