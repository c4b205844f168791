using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Protocol;

namespace StackBench.Running.Engines;

/// <summary>The conversation with one engine process in the terms of the domain; every answer is validated before it is believed.</summary>
internal sealed class EngineSession : IAsyncDisposable
{
    /// <summary>No call of anything lasts a picosecond: a shorter time is a broken clock or a wrong unit.</summary>
    private const double ShortestSeconds = 1e-12;

    private const double ClockSlack = 1.05;

    private readonly WorkerProcess _worker;
    private readonly TimeProvider _time;
    private readonly EngineTimeouts _timeouts;
    private int _lastId;

    private EngineSession(WorkerProcess worker, Ready ready, TimeProvider time, EngineTimeouts timeouts) =>
        (_worker, Ready, _time, _timeouts) = (worker, ready, time, timeouts);

    public Ready Ready { get; }

    public bool IsUsable => _worker.IsUsable;

    /// <summary>Process group the engine leads; null where it could not be given one of its own.</summary>
    public int? ProcessGroup => _worker.LeadsGroup ? _worker.ProcessId : null;

    /// <summary>Starts a fresh process and greets it.</summary>
    /// <exception cref="EngineFailureException">It did not come up or speaks another protocol.</exception>
    public static async Task<EngineSession> StartAsync(
        EngineDefinition engine, TimeProvider time, CancellationToken cancellation, EngineTimeouts? timeouts = null)
    {
        var limits = timeouts ?? EngineTimeouts.Default;
        var worker = WorkerProcess.Start(engine, time);
        try
        {
            var answer = await worker.RequestAsync(
                new Hello(ProtocolVersion.Current), null, FailureStage.Start, limits.Hello, cancellation);
            return answer switch
            {
                Ready { Protocol: ProtocolVersion.Current } ready => new EngineSession(worker, ready, time, limits),
                Ready ready => throw Failure($"the engine speaks protocol {ready.Protocol}, not {ProtocolVersion.Current}"),
                WorkerError error => throw Failure(error.Message, error.Remedy),
                _ => throw Failure($"the engine answered hello with {answer.GetType().Name}"),
            };
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }

        EngineFailureException Failure(string message, string? remedy = null) =>
            new(FailureStage.Start, message, worker.Log.Last(), remedy);
    }

    /// <summary>Prepares a workload: inputs, first call, check against the reference.</summary>
    /// <returns><see cref="Prepared"/> or <see cref="Unsupported"/>.</returns>
    /// <exception cref="EngineFailureException">It failed, or the result was wrong.</exception>
    public async Task<WorkerMessage> PrepareAsync(Workload workload, string device, long seed, CancellationToken cancellation)
    {
        var id = (++_lastId).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var request = new Prepare(id, workload.Op, ToJson(workload.Parameters), device, seed);
        var answer = await _worker.RequestAsync(request, id, FailureStage.Prepare, _timeouts.Prepare, cancellation);
        return answer switch
        {
            Prepared prepared when Flaw(prepared) is { } flaw => throw Failure(flaw.Stage, flaw.Message),
            Prepared or Unsupported => answer,
            WorkerError error => throw Failure(error.Stage == "check" ? FailureStage.Check : FailureStage.Prepare, error.Message),
            _ => throw Failure(FailureStage.Protocol, $"the engine answered prepare with {answer.GetType().Name}"),
        };
    }

    /// <summary>Takes samples; every one is positive and finite, and together they fit into the time that really passed.</summary>
    /// <exception cref="EngineFailureException">It failed or gave impossible times.</exception>
    public async Task<Samples> MeasureAsync(
        string id, long iterations, int count, double expectedSeconds, FailureStage stage, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var patience = _timeouts.Measure + TimeSpan.FromSeconds(expectedSeconds * 20);
        var answer = await _worker.RequestAsync(new Measure(id, iterations, count), id, stage, patience, cancellation);
        var elapsedSeconds = _time.GetElapsedTime(start).TotalSeconds;
        if (answer is WorkerError error) throw Failure(error.Stage == "check" ? FailureStage.Check : stage, error.Message);
        if (answer is Unsupported unsupported)
            throw Failure(stage,
                $"the engine cannot measure what it prepared: "
                    + $"{unsupported.Reason}{(unsupported.Remedy is { } remedy ? $"; {remedy}" : "")}");
        if (answer is not Samples samples)
            throw Failure(FailureStage.Protocol, $"the engine answered measure with {answer.GetType().Name}");
        return Flaw(samples, iterations, count, elapsedSeconds) is { } flaw ? throw Failure(FailureStage.Protocol, flaw) : samples;
    }

    public Task ReleaseAsync(string id, CancellationToken cancellation) => _worker.SendAsync(new Release(id), cancellation);

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    internal static JsonElement ToJson(Parameters parameters) =>
        JsonSerializer.SerializeToElement(parameters, Core.Json.StackBenchJson.Default.Parameters);

    /// <summary>What is wrong with samples; null when they can be believed.</summary>
    internal static string? Flaw(Samples samples, long iterations, int count, double elapsedSeconds)
    {
        if (samples.Seconds.Count != count) return $"the engine was asked for {count} samples and sent {samples.Seconds.Count}";
        if (samples.Clock is not ("host" or "device")) return $"the engine names the clock '{samples.Clock}', not 'host' or 'device'";
        for (var i = 0; i < count; i++)
            if (!double.IsFinite(samples.Seconds[i]) || samples.Seconds[i] < ShortestSeconds)
                return $"sample {i + 1} is {Core.Units.NumberText.Exact(samples.Seconds[i])} s: a time must be positive and finite";
        var claimedSeconds = samples.Seconds.Sum() * iterations;
        if (claimedSeconds > (elapsedSeconds * ClockSlack) + 0.001)
            return $"the samples add up to {Core.Units.NumberText.Exact(claimedSeconds)} s, but only "
                + $"{Core.Units.NumberText.Exact(elapsedSeconds)} s passed";
        foreach (var (name, series) in samples.Extra ?? ImmutableDictionary<string, IReadOnlyList<double>>.Empty)
            if (series is null || series.Any(value => !double.IsFinite(value))) return $"series '{name}' holds a value that is not finite";
        if (samples.Notes?.Any(note => note is null || string.IsNullOrWhiteSpace(note.Code) || string.IsNullOrWhiteSpace(note.Message))
            == true)
            return "a note misses its code or message";
        if (!double.IsFinite(samples.BeginSeconds ?? 0) || !double.IsFinite(samples.EndSeconds ?? 0))
            return "beginSeconds and endSeconds must be finite";
        return null;
    }

    private static (FailureStage Stage, string Message)? Flaw(Prepared prepared)
    {
        if (prepared is { Threads: < 1 } or { Bytes: < 0 } or { FirstCallSeconds: < 0 } || !double.IsFinite(prepared.FirstCallSeconds ?? 0))
            return (FailureStage.Protocol, "prepared has a negative or infinite size, time or count of threads");
        if (!prepared.Checked) return null;
        if (prepared is not { MaxError: { } error, Tolerance: { } tolerance })
            return (FailureStage.Protocol, "prepared says checked and misses maxError or tolerance");
        return error >= 0 && double.IsFinite(tolerance) && error <= tolerance
            ? null
            : (FailureStage.Check,
            $"the result deviates by {Core.Units.NumberText.Exact(error)}, more than the "
                + $"{Core.Units.NumberText.Exact(tolerance)} that is admitted");
    }

    private EngineFailureException Failure(FailureStage stage, string message) => new(stage, message, _worker.Log.Last());
}
