using System.Globalization;
using System.Runtime.CompilerServices;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Protocol;

namespace StackBench.Running.Engines;

/// <summary>Holds a worker against docs/worker-protocol.md, demand by demand.</summary>
public sealed class Conformance(EngineDefinition engine, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private const string UnknownOp = "no-such-operation";

    /// <param name="trials">Workloads to try, of which those are used whose operation the worker says it knows.</param>
    public async IAsyncEnumerable<ConformanceStep> CheckAsync(
        IReadOnlyList<Workload> trials, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trials);
        WorkerProcess? worker = null;
        try
        {
            Ready? ready = null;
            yield return await StepAsync("starts and answers hello with ready", async () =>
            {
                worker = WorkerProcess.Start(engine, time);
                var answer = await worker.RequestAsync(
                    new Hello(ProtocolVersion.Current), null, FailureStage.Start, Patience, cancellation);
                ready = answer is Ready known && AnswerRules.Flaw(known) is null ? known : null;
                return answer switch
                {
                    WorkerError error => $"it answered error: {error.Message}",
                    Ready told when AnswerRules.Flaw(told) is { } flaw => flaw,
                    Ready { Devices.Count: 0 } => "ready names no device",
                    Ready { Ops.Count: 0 } => "ready names no operation",
                    Ready => null,
                    _ => $"it answered {answer.GetType().Name}",
                };
            });
            if (ready is null || worker is null) yield break;

            var device = ready.Devices.Count > 0 ? ready.Devices[0].Id : "cpu";
            yield return await StepAsync("answers an unknown operation with unsupported or error", async () =>
                await PrepareAsync(worker, "unknown", UnknownOp, Parameters.None, device, cancellation) is Unsupported or WorkerError
                    ? null
                    : "it claims to have prepared it");
            yield return await StepAsync("answers measure of an unknown id with error", async () =>
                await RequestAsync(worker, new Measure("nobody", 1, 1), "nobody", cancellation) is WorkerError
                    ? null
                    : "it measured what was never prepared");

            var known = trials.Where(trial => ready.Ops.Contains(trial.Op)).ToArray();
            foreach (var (index, trial) in known.Index())
                await foreach (
                    var step in TryAsync(worker, trial, device, "trial" + index.ToString(CultureInfo.InvariantCulture), cancellation))
                    yield return step;
            foreach (var op in ready.Ops.Where(op => known.All(trial => trial.Op != op)))
                yield return new ConformanceStep($"operation {op}: not tried, the catalog has no workload for it", null);

            yield return await StepAsync("leaves with exit code 0 on shutdown", async () => Flaw(await worker.ShutdownAsync(cancellation)));
            await worker.DisposeAsync();

            worker = WorkerProcess.Start(engine, time);
            yield return await StepAsync("leaves with exit code 0 when its stdin ends", async () =>
            {
                await worker.RequestAsync(new Hello(ProtocolVersion.Current), null, FailureStage.Start, Patience, cancellation);
                return Flaw(await worker.HangUpAsync(cancellation));
            });
        }
        finally
        {
            if (worker is not null) await worker.DisposeAsync();
        }
    }

    private static string? Flaw(int? exitCode) => exitCode switch
    {
        0 => null,
        null => "it was still there 3 s later",
        { } code => $"it {ExitText.Of(code)}",
    };

    private static async IAsyncEnumerable<ConformanceStep> TryAsync(
        WorkerProcess worker, Workload trial, string device, string id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Prepared? prepared = null;
        var isUnsupported = false;
        yield return await StepAsync($"prepares {trial.Benchmark} {trial.Name}", async () =>
        {
            var start = TimeProvider.System.GetTimestamp();
            var answer = await PrepareAsync(worker, id, trial.Op, trial.Parameters, device, cancellation);
            var elapsedSeconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            prepared = answer as Prepared;
            isUnsupported = answer is Unsupported;
            return answer switch
            {
                Prepared told when AnswerRules.Flaw(told, elapsedSeconds) is { } flaw => flaw.Message,
                Prepared { Checked: false } => "the result was not held against a reference",
                Prepared or Unsupported => null,
                WorkerError error => $"it answered error at {error.Stage}: {error.Message}",
                _ => $"it answered {answer.GetType().Name}",
            };
        });
        if (prepared is null || isUnsupported) yield break;

        foreach (var (iterations, count) in new[] { (1L, 3), (2L, 5) })
        {
            yield return await StepAsync($"measures {count} samples of {iterations} calls of it", async () =>
            {
                var start = TimeProvider.System.GetTimestamp();
                var answer = await RequestAsync(worker, new Measure(id, iterations, count), id, cancellation);
                return answer is Samples samples
                    ? AnswerRules.Flaw(samples, iterations, count, TimeProvider.System.GetElapsedTime(start).TotalSeconds)
                    : $"it answered {answer.GetType().Name}" + (answer is WorkerError error ? $": {error.Message}" : "");
            });
        }

        yield return await StepAsync("measures no more after release", async () =>
        {
            await worker.SendAsync(new Release(id), cancellation);
            return await RequestAsync(worker, new Measure(id, 1, 1), id, cancellation) is WorkerError ? null : "it still measures";
        });
    }

    private static Task<WorkerMessage> PrepareAsync(
        WorkerProcess worker, string id, string op, Parameters parameters, string device, CancellationToken cancellation) =>
        RequestAsync(worker, new Prepare(id, op, EngineSession.ToJson(parameters), device, 1), id, cancellation);

    private static Task<WorkerMessage> RequestAsync(WorkerProcess worker, HostMessage message, string id, CancellationToken cancellation) =>
        worker.RequestAsync(message, id, FailureStage.Protocol, Patience, cancellation);

    private static async Task<ConformanceStep> StepAsync(string demand, Func<Task<string?>> check)
    {
        try
        {
            return new ConformanceStep(demand, await check());
        }
        catch (EngineFailureException exception)
        {
            return new ConformanceStep(
                demand, exception.LogTail is [.., var last] ? $"{exception.Message}; its last line: {last}" : exception.Message);
        }
    }
}
