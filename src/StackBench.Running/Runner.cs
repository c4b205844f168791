using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Machine.Vendors;
using StackBench.Running.Engines;

namespace StackBench.Running;

/// <summary>
/// Carries out a plan: for each launch, for each engine a fresh process, in it each workload, in a seeded random order.
/// An event is given to the consumer between measurements, never during one: what the consumer does disturbs no sample.
/// </summary>
/// <param name="logs">Where engines' prints are kept; null for nowhere.</param>
/// <param name="deadline">Ends what is being measured when the budget is long over; the run is complete all the same.</param>
public sealed class Runner(
    Plan plan, TimeProvider time, EngineTimeouts? timeouts = null, TelemetrySources? telemetry = null, EngineLogs? logs = null,
    CancellationToken deadline = default)
{
    private const int MaximumStartFailures = 2;

    private readonly Dictionary<ResultKey, ImmutableArray<Launch>> _launches = [];
    private readonly Dictionary<ResultKey, Outcome> _ended = [];
    private readonly HashSet<ResultKey> _final = [];
    private readonly ReachedRates _rates = new();
    private readonly Dictionary<string, int> _startFailures = new(StringComparer.Ordinal);
    private readonly long _start = time.GetTimestamp();
    private Outcome? _startOutcome;
    private int _step;

    /// <summary>Events from start to end. Cancelling ends the run with what was measured until then.</summary>
    public async IAsyncEnumerable<RunEvent> RunAsync(Run run, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        yield return new RunStarted(run, PlannedSteps, plan.EstimatedSeconds) { At = time.GetUtcNow() };
        foreach (var skipped in plan.Skipped) yield return new WorkloadFinished(skipped, 0, IsFinal: true) { At = time.GetUtcNow() };

        for (var launch = 1; launch <= plan.Launches && !cancellation.IsCancellationRequested; launch++)
        {
            if (launch > 1 && !HasTimeForAnotherLaunch(launch)) break;
            using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline);
            await foreach (var step in LaunchAsync(launch, working.Token)) yield return step;
        }

        // A run that ends before its plan still says the last word on what it measured.
        foreach (var planned in plan.Workloads)
            if (_launches.TryGetValue(planned.Key, out var launches) && !_final.Contains(planned.Key))
                yield return Finished(planned, launches[^1].Number, isLast: true);

        var status = cancellation.IsCancellationRequested ? RunStatus.Interrupted : RunStatus.Complete;
        yield return new RunFinished(run.Id, status) { At = time.GetUtcNow() };
    }

    private async IAsyncEnumerable<RunEvent> LaunchAsync(int launch, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var random = new Random(unchecked((int)(plan.Settings.Seed + launch)));
        var engines = plan.Workloads.GroupBy(planned => planned.Engine).ToArray();
        if (!plan.IsOrdered) random.Shuffle(engines);
        PlannedWorkload[][] order = [.. engines.Select(engine => engine.ToArray())];
        if (!plan.IsOrdered)
            foreach (var workloads in order) random.Shuffle(workloads);
        for (var engine = 0; engine < engines.Length; engine++)
        {
            var later = order[(engine + 1)..].SelectMany(workloads => workloads);
            await foreach (var step in EngineLaunchAsync(engines[engine].Key, order[engine], later, launch, cancellation))
                yield return step;
        }
    }

    private async IAsyncEnumerable<RunEvent> EngineLaunchAsync(
        EngineDefinition engine, PlannedWorkload[] workloads, IEnumerable<PlannedWorkload> later, int launch,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        EngineSession? session = null;
        using var log = logs?.Open(engine.Name, launch);
        var waiting = new Queue<PlannedWorkload>(workloads);
        var postponed = new Dictionary<ResultKey, Outcome>();
        try
        {
            while (waiting.TryDequeue(out var planned))
            {
                if (IsStopped(cancellation)) break;
                // Its trial said too slow before its relatives were measured: they have shown the same, or it is tried after all.
                if (postponed.Remove(planned.Key, out var predicted) && _rates.Of(planned) == 0)
                {
                    _ended[planned.Key] = predicted;
                    yield return Finished(planned, launch);
                    continue;
                }

                if (predicted is null) _step++;
                if (_ended.ContainsKey(planned.Key)) continue;
                var next = waiting.Concat(later).FirstOrDefault(other => !_ended.ContainsKey(other.Key))?.Key;
                yield return new WorkloadStarted(planned.Key, launch, _step, RemainingSeconds(), next) { At = time.GetUtcNow() };

                if (OutOfBudget(launch) is { } outOfBudget)
                {
                    if (!_launches.ContainsKey(planned.Key)) _ended[planned.Key] = outOfBudget;
                    yield return Finished(planned, launch);
                    continue;
                }

                session = await StartAsync(engine, session, log, cancellation);
                if (session is null)
                {
                    if (IsStopped(cancellation)) break;
                    _ended[planned.Key] = cancellation.IsCancellationRequested ? Late() : _startOutcome!;
                    yield return Finished(planned, launch);
                    continue;
                }

                using var measurement = new LaunchMeasurement(
                    planned, session, plan.Sampling, plan.Settings.Seed, launch, time, telemetry, Knowledge(planned));
                await foreach (var taken in MeasureAsync(measurement, planned.Key, launch, cancellation)) yield return taken;
                if (predicted is null && measurement.IsPredictedTooSlow && waiting.Any(other => ReachedRates.AreAlike(other, planned)))
                {
                    postponed[planned.Key] = measurement.Ended!;
                    waiting.Enqueue(planned);
                    continue;
                }

                Keep(planned, measurement);
                if (!cancellation.IsCancellationRequested) await measurement.ReleaseAsync(CancellationToken.None);
                if (measurement.Launch is null && measurement.Ended is null)
                {
                    if (IsStopped(cancellation)) break;
                    if (!_launches.ContainsKey(planned.Key)) _ended[planned.Key] = Late();
                }

                yield return Finished(planned, launch);
                foreach (var sibling in plan.Workloads.Where(other => IsHeldAgainst(other, planned)))
                    if (Revalue(sibling)) yield return Finished(sibling, launch);
            }
        }
        finally
        {
            if (session is not null) await session.DisposeAsync();
        }
    }

    private async IAsyncEnumerable<RunEvent> MeasureAsync(
        LaunchMeasurement measurement, ResultKey key, int launch, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var isSampling = await Uncancelled(() => measurement.BeginAsync(cancellation));
        while (isSampling && measurement is { Launch: null, Ended: null })
        {
            var durations = await Uncancelled(() => measurement.SampleAsync(cancellation));
            if (durations.IsDefaultOrEmpty) break;
            yield return new SamplesTaken(key, launch, durations) { At = time.GetUtcNow() };
            if (measurement.NewLevels() is { IsEmpty: false } levels)
                yield return new TelemetryTaken(key, launch, levels) { At = time.GetUtcNow() };
        }

        if (cancellation.IsCancellationRequested) measurement.Interrupt();
    }

    /// <summary>The session, or a fresh one where it is gone; null when the engine does not start.</summary>
    private async Task<EngineSession?> StartAsync(
        EngineDefinition engine, EngineSession? session, EngineLogFile? log, CancellationToken cancellation)
    {
        if (session is { IsUsable: true }) return session;
        if (session is not null) await session.DisposeAsync();
        if (_startFailures.GetValueOrDefault(engine.Name) >= MaximumStartFailures) return null;
        try
        {
            return await EngineSession.StartAsync(engine, time, cancellation, timeouts, log);
        }
        catch (EngineFailureException exception)
        {
            _startFailures[engine.Name] = _startFailures.GetValueOrDefault(engine.Name) + 1;
            var reason = exception.Remedy is { } remedy ? $"{exception.Message}; {remedy}" : exception.Message;
            _startOutcome = new Failed(exception.Stage, reason, exception.LogTail);
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Keep(PlannedWorkload planned, LaunchMeasurement measurement)
    {
        if (measurement.Ended is { } ended) _ended[planned.Key] = ended;
        if (measurement.Launch is not { } launch) return;
        _rates.Add(planned, launch);
        var valued = launch with { Values = LaunchValues.Of(planned.Workload, launch, Against(planned, launch.Number)) };
        _launches[planned.Key] = _launches.GetValueOrDefault(planned.Key, []).Add(valued);
    }

    // What was measured once is never predicted again.
    private double Knowledge(PlannedWorkload planned) =>
        _launches.ContainsKey(planned.Key) ? double.PositiveInfinity : _rates.Of(planned);

    private WorkloadFinished Finished(PlannedWorkload planned, int launch, bool isLast = false)
    {
        var peaks = plan.Peaks.GetValueOrDefault(planned.Device, Peaks.Unknown);
        var ended = _ended.GetValueOrDefault(planned.Key);
        var result = ResultAssembly.Of(planned, _launches.GetValueOrDefault(planned.Key, []), ended, peaks);
        var isFinal = isLast || ended is not null || launch == plan.Launches;
        if (isFinal) _final.Add(planned.Key);
        return new WorkloadFinished(result, launch, isFinal) { At = time.GetUtcNow() };
    }

    private static bool IsHeldAgainst(PlannedWorkload other, PlannedWorkload planned) =>
        other.Workload.Against == planned.Workload.Name && other.Workload.Benchmark == planned.Workload.Benchmark
        && other.Device == planned.Device && other.Engine.Name == planned.Engine.Name;

    private Launch? Against(PlannedWorkload planned, int number) =>
        planned.Workload.Against is not { } name
            ? null
            : _launches.GetValueOrDefault(planned.Key with { Workload = name }, []).FirstOrDefault(launch => launch.Number == number);

    // The sibling it is held against may be measured after it: then its values are completed.
    private bool Revalue(PlannedWorkload planned)
    {
        if (!_launches.TryGetValue(planned.Key, out var launches)) return false;
        _launches[planned.Key] =
            [.. launches.Select(
                launch => launch with { Values = LaunchValues.Of(planned.Workload, launch, Against(planned, launch.Number)) })];
        return true;
    }

    private double ElapsedSeconds => time.GetElapsedTime(_start).TotalSeconds;

    private int PlannedSteps => plan.Workloads.Length * plan.Launches;

    private double? RemainingSeconds() => _step < 4 ? null : ElapsedSeconds / (_step - 1) * (PlannedSteps - _step + 1);

    private Skipped? OutOfBudget(int launch) =>
        plan.Settings.BudgetSeconds is { } budget
        && (deadline.IsCancellationRequested || ElapsedSeconds >= BudgetRule.EndSeconds(budget, launch, plan.Launches))
            ? new Skipped(
                deadline.IsCancellationRequested || ElapsedSeconds >= budget
                    ? $"the budget of {Core.Units.NumberText.Duration(budget)} was used up"
                    : $"no time: the budget of {Core.Units.NumberText.Duration(budget)} holds "
                    + $"{Math.Min(BudgetRule.LeastLaunches, plan.Launches)} launches of fewer workloads",
                "raise --budget, or choose fewer benchmarks", SkipCause.NoTime)
            : null;

    // The budget is over, and the engine has not answered: whether it is slow or stuck nobody knows.
    private Skipped Late() => new(
        $"the engine had not answered some time after the budget of {Core.Units.NumberText.Duration(plan.Settings.BudgetSeconds ?? 0)} "
        + "was used up, and was killed", "raise --budget, or choose fewer benchmarks", SkipCause.NoTime);

    /// <summary>Whether the user stopped the run; a deadline only ends its measuring.</summary>
    private bool IsStopped(CancellationToken working) => working.IsCancellationRequested && !deadline.IsCancellationRequested;

    private bool HasTimeForAnotherLaunch(int launch) =>
        plan.Settings.BudgetSeconds is not { } budget || BudgetRule.Holds(budget, ElapsedSeconds, launch);

    private static async Task<T?> Uncancelled<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException)
        {
            return default;
        }
    }
}
