using System.Text.Json;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Protocol;

namespace StackBench.Running.Engines;

/// <summary>
/// The conversation with one engine process in the terms of the domain; <see cref="AnswerRules"/> decide which answers are believed.
/// </summary>
internal sealed class EngineSession : IAsyncDisposable
{
    private readonly WorkerProcess _worker;
    private readonly TimeProvider _time;
    private readonly EngineTimeouts _timeouts;
    private int _lastId;

    private EngineSession(WorkerProcess worker, Ready ready, TimeProvider time, EngineTimeouts timeouts) =>
        (_worker, Ready, _time, _timeouts) = (worker, ready, time, timeouts);

    public Ready Ready { get; }

    public bool IsUsable => _worker.IsUsable;

    /// <summary>Whether a device is the CPU, whose clock is the host's whatever the engine says.</summary>
    public bool IsOfCpu(string device) => Ready.Devices.Any(known => known.Id == device && known.Kind == "cpu");

    /// <summary>Process group the engine leads; null where it could not be given one of its own.</summary>
    public int? ProcessGroup => _worker.LeadsGroup ? _worker.ProcessId : null;

    /// <summary>Starts a fresh process and greets it.</summary>
    /// <exception cref="EngineFailureException">It did not come up or speaks another protocol.</exception>
    public static async Task<EngineSession> StartAsync(
        EngineDefinition engine, TimeProvider time, CancellationToken cancellation, EngineTimeouts? timeouts = null,
        EngineLogFile? log = null)
    {
        var limits = timeouts ?? EngineTimeouts.Default;
        var worker = WorkerProcess.Start(engine, time, log);
        try
        {
            var answer = await worker.RequestAsync(
                new Hello(ProtocolVersion.Current), null, FailureStage.Start, limits.Hello, cancellation);
            return answer switch
            {
                Ready { Protocol: not ProtocolVersion.Current } other => throw Failure(
                    FailureStage.Start, AnswerRules.Flaw(other)!),
                Ready ready when AnswerRules.Flaw(ready) is { } flaw => throw Failure(FailureStage.Protocol, flaw),
                Ready ready => new EngineSession(worker, ready, time, limits),
                WorkerError error => throw Failure(FailureStage.Start, error.Message, error.Remedy),
                _ => throw Failure(FailureStage.Protocol, $"the engine answered hello with {answer.GetType().Name}"),
            };
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }

        EngineFailureException Failure(FailureStage stage, string message, string? remedy = null) =>
            new(stage, message, worker.Log.Last(), remedy);
    }

    /// <summary>Prepares a workload: inputs, first call, check against the reference.</summary>
    /// <returns><see cref="Prepared"/> or <see cref="Unsupported"/>.</returns>
    /// <exception cref="EngineFailureException">It failed, or the result was wrong.</exception>
    public async Task<WorkerMessage> PrepareAsync(Workload workload, string device, long seed, CancellationToken cancellation)
    {
        var id = (++_lastId).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var request = new Prepare(id, workload.Op, ToJson(workload.Parameters), device, seed);
        var start = _time.GetTimestamp();
        var answer = await _worker.RequestAsync(request, id, FailureStage.Prepare, _timeouts.Prepare, cancellation);
        var elapsedSeconds = _time.GetElapsedTime(start).TotalSeconds;
        return answer switch
        {
            Prepared prepared when AnswerRules.Flaw(prepared, elapsedSeconds) is { } flaw => throw Failure(flaw.Stage, flaw.Message),
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
        return AnswerRules.Flaw(samples, iterations, count, elapsedSeconds) is { } flaw
            ? throw Failure(FailureStage.Protocol, flaw)
            : samples;
    }

    public Task ReleaseAsync(string id, CancellationToken cancellation) => _worker.SendAsync(new Release(id), cancellation);

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    internal static JsonElement ToJson(Parameters parameters) =>
        JsonSerializer.SerializeToElement(parameters, Core.Json.StackBenchJson.Default.Parameters);

    private EngineFailureException Failure(FailureStage stage, string message) => new(stage, message, _worker.Log.Last());
}
