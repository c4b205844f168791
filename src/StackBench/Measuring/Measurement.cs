using StackBench.Core.Comparison;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Machine;
using StackBench.Machine.Reading;
using StackBench.Machine.Vendors;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Running.Pairing;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>The one measuring flow, machine -> engines -> plan -> runner -> store: of a run, or of two in interleaved pairs.</summary>
internal static class Measurement
{
    /// <param name="show">Gets every event once it is recorded.</param>
    public static async Task<MeasuredRun> RunAsync(
        MeasuringRequest request, Action<RunEvent> show, Surroundings surroundings, CancellationToken cancellation)
    {
        using var interruption = new Interruption(cancellation);
        using var deadline = new BudgetDeadline(request.Settings.BudgetSeconds, surroundings.Time);
        // A document of its own shares no store with others, and needs no home.
        using var mark = request.Document is null ? RunningMark.Begin(StoreLocation.Of(surroundings.Variable), surroundings.Note) : null;
        await Onlookers.NoteAsync(request, Onlookers.OfRun, surroundings, interruption.Token);
        var facts = MachineReader.Read(variable: surroundings.Variable);
        var redaction = Redaction.Of(surroundings);
        var prepared = await PrepareAsync(request, facts, redaction, surroundings, interruption.Token);
        request.Confirmation?.RequireState(prepared.Fingerprint);
        request.Confirmation?.RequirePlan(prepared.Plan, request.Model);
        // What every node must measure and this one cannot is its result.
        if (prepared.Plan.Workloads.IsEmpty && request.Must.IsEmpty) return new MeasuredRun(null, prepared.Plan.Skipped, null);

        if (prepared.Plan.BudgetNote is { } budget) surroundings.Note(budget);
        var purpose = request.Confirmation is null ? RunPurpose.Measure : RunPurpose.Confirm;
        var side = prepared.Begin(request.Label, purpose, surroundings.Time.GetUtcNow());
        using IRunKeeper keeper = request.Document is { } document ? new RunDocumentFile(document) : surroundings.OpenStore();
        var recorder = RunRecorder.Begin(keeper, surroundings.Note, side);
        using var telemetry = new TelemetrySources(facts.Gpus, surroundings.Time);
        var runner = new Runner(
            side.Plan, surroundings.Time, BudgetDeadline.Timeouts(request.Settings.BudgetSeconds), telemetry,
            new EngineLogs(keeper.EngineLogFolder(side.Run.Id), redaction.OfLines), deadline.Token);
        await foreach (var told in runner.RunAsync(side.Run, interruption.Token))
        {
            var happening = redaction.Of(told);
            recorder.Record(happening);
            show(happening);
        }

        return new MeasuredRun(recorder.Runs[0], [], recorder.Loss);
    }

    /// <summary>What a run would measure; nothing is measured, and nothing is kept.</summary>
    public static async Task<Plan> PlanAsync(MeasuringRequest request, Surroundings surroundings, CancellationToken cancellation) =>
        (await PrepareAsync(request, MachineReader.Read(variable: surroundings.Variable), Redaction.Of(surroundings), surroundings,
            cancellation)).Plan;

    private static async Task<Prepared> PrepareAsync(
        MeasuringRequest request, MachineFacts facts, Redaction redaction, Surroundings surroundings, CancellationToken cancellation)
    {
        var prepared = redaction.Of(await Preparation.OfAsync(request, SideRequest.Plain, facts, surroundings, cancellation));
        WorkloadFilter.Check(request, prepared);
        return prepared;
    }

    /// <param name="show">Gets every event before it is recorded.</param>
    /// <returns>No outcome where nothing can be measured on both sides; the plans say why.</returns>
    public static async Task<(PairOutcome? Outcome, Plan A, Plan B)> PairsAsync(
        PairRequest request, Action<PairEvent> show, Surroundings surroundings, CancellationToken cancellation)
    {
        using var interruption = new Interruption(cancellation);
        using var deadline = new BudgetDeadline(request.Shared.Settings.BudgetSeconds, surroundings.Time);
        using var mark = RunningMark.Begin(StoreLocation.Of(surroundings.Variable), surroundings.Note);
        await Onlookers.NoteAsync(request.Shared, Onlookers.OfPairs, surroundings, interruption.Token);
        var facts = MachineReader.Read(variable: surroundings.Variable);
        var startedAt = surroundings.Time.GetUtcNow();
        var redaction = Redaction.Of(surroundings, request.A.Environment, request.B.Environment);
        var a = redaction.Of(await Preparation.OfAsync(request.Shared, request.A, facts, surroundings, interruption.Token));
        var b = redaction.Of(await Preparation.OfAsync(request.Shared, request.B, facts, surroundings, interruption.Token));
        WorkloadFilter.Check(request.Shared, a, b);
        if (!a.Plan.Workloads.Any(planned => b.Plan.Workloads.Any(other => other.Key == planned.Key))) return (null, a.Plan, b.Plan);

        var baseline = a.Begin(request.LabelOf(request.A, "A"), RunPurpose.Pair, startedAt);
        var candidate = b.Begin(request.LabelOf(request.B, "B"), RunPurpose.Pair, startedAt);
        using var store = surroundings.OpenStore();
        var machine = NodeKey.Of(candidate.Run.Fingerprint);
        var options =
            new ComparisonOptions(MachineThresholds.Of(request.Thresholds, request.IsNoiseFloor ? [] : store.NoiseFloors(machine)));
        var recorder = RunRecorder.Begin(store, surroundings.Note, baseline, candidate);
        using var telemetry = new TelemetrySources(facts.Gpus, surroundings.Time);
        var runner = new PairRunner(
            baseline, candidate, request.Plan, options, surroundings.Time, request.Shared.Settings.BudgetSeconds, request.IsNoiseFloor,
            telemetry, id => new EngineLogs(store.Location.EngineLogFolder(id), redaction.OfLines), deadline.Token);
        PairsEnded? ended = null;
        await foreach (var told in runner.RunAsync(interruption.Token))
        {
            var happening = redaction.Of(told);
            show(happening);
            recorder.Record(happening);
            ended = happening as PairsEnded ?? ended;
        }

        var status = interruption.Token.IsCancellationRequested ? RunStatus.Interrupted : RunStatus.Complete;
        recorder.Finish(status, surroundings.Time.GetUtcNow());
        return (new PairOutcome(ended!, options, machine, status == RunStatus.Interrupted, recorder.Loss), a.Plan, b.Plan);
    }
}
