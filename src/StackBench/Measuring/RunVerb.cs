using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Machine;
using StackBench.Machine.Reading;
using StackBench.Machine.Vendors;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Terminal;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Llm;

namespace StackBench.Measuring;

/// <summary>The flow of <c>run</c>: machine -> engines -> plan -> runner -> store, progress and result.</summary>
internal static class RunVerb
{
    public static async Task<int> ExecuteAsync(RunRequest request, Surroundings surroundings, CancellationToken cancellation)
    {
        var presenter = RunPresenter.Create(request.Format, surroundings);
        var (run, code) = await MeasureAsync(request, presenter.Show, surroundings, cancellation);
        if (run is not null) presenter.ShowResult(run);
        return (int)code;
    }

    /// <returns>The kept run, and how it ended; null when nothing can run here, which was said.</returns>
    public static async Task<(Run? Run, ExitCode Code)> MeasureAsync(RunRequest request, Action<RunEvent> show, Surroundings surroundings, CancellationToken cancellation)
    {
        // A terminal that closes must not lose the run: hang-up ends it as Ctrl-C does.
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var registration = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            hangUp.Cancel();
        });

        var facts = MachineReader.Read(variable: surroundings.Variable);
        var benchmarks = ServingEngineSetup.Put(LlmBenchmark.Put(Catalog.Select(request.Settings.Benchmarks), request.Model), request);
        var engines = await ProbeAsync(request, benchmarks, facts, surroundings, hangUp.Token);
        var plan = Planner.Create(request.Settings, facts, engines, benchmarks);
        if (plan.Workloads.IsEmpty) return (null, NothingToRun(plan, surroundings));

        var run = Begin(request, facts, engines, surroundings);
        using var recorder = RunRecorder.Begin(run, plan.Keys, surroundings);
        using var telemetry = new TelemetrySources(facts.Gpus, surroundings.Time);
        await foreach (var happening in new Runner(plan, surroundings.Time, telemetry: telemetry).RunAsync(run, hangUp.Token))
        {
            recorder.Record(happening);
            show(happening);
        }

        return (recorder.Run, Code(recorder));
    }

    private static async Task<IReadOnlyList<EngineStatus>> ProbeAsync(
        RunRequest request, ImmutableArray<Benchmark> benchmarks, MachineFacts facts, Surroundings surroundings, CancellationToken cancellation)
    {
        var wanted = benchmarks.SelectMany(benchmark => benchmark.Engines)
            .Where(name => request.Settings.Engines.IsEmpty || request.Settings.Engines.Contains(name)).ToHashSet(StringComparer.Ordinal);
        var definitions = EngineSetup.Define(request.LibtorchFolder, request.Python, facts.Software, surroundings);
        var engines = await EngineProbe.ProbeAsync(ServingEngineSetup.Give(LlamaEngineSetup.Give(definitions, request.Model), request.Serving).Where(engine => wanted.Contains(engine.Name)), surroundings.Time, cancellation);
        // Whoever names an interpreter should not take another library's figures for those of its PyTorch.
        if (request.Python is not null && engines.FirstOrDefault(engine => engine.Definition.Name == PythonEngines.Families[0]) is { Ready: null, Reason: { } reason } && engines.Any(engine => engine.Ready is not null))
            surroundings.Note($"{reason}; other engines measure what they can");
        return engines;
    }

    private static Run Begin(RunRequest request, MachineFacts facts, IReadOnlyList<EngineStatus> engines, Surroundings surroundings)
    {
        var startedAt = surroundings.Time.GetUtcNow();
        return new Run
        {
            Id = RunId.Create(startedAt, new Random(unchecked((int)(request.Settings.Seed ^ Environment.ProcessId ^ startedAt.Ticks)))),
            Status = RunStatus.Running,
            StartedAt = startedAt,
            Label = request.Label,
            Tool = ProgramVersion.Tool,
            Settings = request.Settings,
            Fingerprint = RunFingerprint.Of(facts, engines, surroundings).With(request.InterfaceFacts),
        };
    }

    private static ExitCode NothingToRun(Plan plan, Surroundings surroundings)
    {
        surroundings.Note("nothing to run:");
        foreach (var result in plan.Skipped.DistinctBy(result => result.Benchmark))
            if (result.Outcome is Skipped skipped)
                surroundings.Note($"  {result.Benchmark}: {skipped.Reason}{(skipped.Remedy is null ? "" : "; " + skipped.Remedy)}");
        return ExitCode.NothingToRun;
    }

    private static ExitCode Code(RunRecorder recorder)
    {
        var outcomes = recorder.Run.Results.Select(result => result.Outcome).ToArray();
        var bad = outcomes.Count(outcome => outcome is Failed or Implausible);
        if (recorder.Run.Status == RunStatus.Interrupted) return ExitCode.Interrupted;
        if (recorder.HasLostStore) return ExitCode.Failed;
        if (bad == 0) return outcomes.Any(outcome => outcome is Ok) ? ExitCode.Ok : ExitCode.NothingToRun;
        return outcomes.Any(outcome => outcome is Ok) ? ExitCode.Partial : ExitCode.Failed;
    }
}
