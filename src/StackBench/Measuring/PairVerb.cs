using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Machine;
using StackBench.Machine.Reading;
using StackBench.Machine.Vendors;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Running.Pairing;
using StackBench.Terminal;
using StackBench.Workloads;

namespace StackBench.Measuring;

/// <summary>The flow of <c>ab</c> and <c>aa</c>: two plans -> interleaved pairs -> two stored runs and what they come to.</summary>
internal static class PairVerb
{
    /// <returns>Null when nothing can be measured on both sides; the reason was said.</returns>
    public static async Task<PairOutcome?> ExecuteAsync(PairRequest request, Surroundings surroundings, CancellationToken cancellation)
    {
        var facts = MachineReader.Read(variable: surroundings.Variable);
        var startedAt = surroundings.Time.GetUtcNow();
        var baseline = await SideAsync(request, request.A, "A", facts, startedAt, surroundings, cancellation);
        var candidate = await SideAsync(request, request.B, "B", facts, startedAt, surroundings, cancellation);
        using var store = surroundings.OpenStore();
        var machine = MachineKey.Of(candidate.Run.Fingerprint);
        var options = new ComparisonOptions(ThresholdOption.Thresholds(request.Thresholds, request.IsNoiseFloor ? [] : store.NoiseFloors(machine)));
        if (!baseline.Plan.Workloads.Any(planned => candidate.Plan.Workloads.Any(other => other.Key == planned.Key))) return Nothing(baseline, candidate, surroundings);

        store.Begin(baseline.Run);
        store.Begin(candidate.Run);
        var progress = new PairProgress(surroundings);
        PairsEnded? ended = null;
        using var telemetry = new TelemetrySources(facts.Gpus, surroundings.Time);
        var runner = new PairRunner(baseline, candidate, request.Plan, options, surroundings.Time, request.Settings.BudgetSeconds, request.IsNoiseFloor, telemetry);
        await foreach (var happening in runner.RunAsync(cancellation))
        {
            progress.Show(happening);
            if (happening is PairFinished pair)
            {
                foreach (var result in pair.Baseline) store.Save(baseline.Run.Id, result);
                foreach (var result in pair.Candidate) store.Save(candidate.Run.Id, result);
            }

            ended = happening as PairsEnded ?? ended;
        }

        var status = cancellation.IsCancellationRequested ? RunStatus.Interrupted : RunStatus.Complete;
        store.Finish(baseline.Run.Id, status, surroundings.Time.GetUtcNow(), baseline.Plan.Keys);
        store.Finish(candidate.Run.Id, status, surroundings.Time.GetUtcNow(), candidate.Plan.Keys);
        return new PairOutcome(ended!, options, machine, status == RunStatus.Interrupted);
    }

    private static async Task<PairSide> SideAsync(
        PairRequest request, SideRequest side, string letter, MachineFacts facts, DateTimeOffset startedAt, Surroundings surroundings, CancellationToken cancellation)
    {
        var wanted = Catalog.Select(request.Settings.Benchmarks).SelectMany(benchmark => benchmark.Engines)
            .Where(name => request.Settings.Engines.IsEmpty || request.Settings.Engines.Contains(name)).ToHashSet(StringComparer.Ordinal);
        var engines = await EngineProbe.ProbeAsync(side.Engines(facts.Software, surroundings).Where(engine => wanted.Contains(engine.Name)), surroundings.Time, cancellation);
        var plan = Planner.Create(request.Settings, facts, engines);
        var fingerprint = RunFingerprint.Of(facts, engines, surroundings, side.Environment);
        var run = new Run
        {
            Id = RunId.Create(startedAt, new Random(unchecked((int)(request.Settings.Seed ^ Environment.ProcessId ^ startedAt.Ticks ^ letter[0])))),
            Status = RunStatus.Running,
            StartedAt = startedAt,
            Label = $"{request.Label ?? (request.IsNoiseFloor ? "aa" : "ab")} {letter}{(side.IsPlain ? "" : $": {side.Describe()}")}",
            Purpose = RunPurpose.Pair,
            Tool = ProgramVersion.Tool,
            Settings = request.Settings,
            Fingerprint = side.Worker.IsEmpty ? fingerprint : fingerprint.With([new("engine.worker", string.Join(' ', side.Worker), FactRole.Cause)]),
        };
        return new PairSide(plan, run);
    }

    private static PairOutcome? Nothing(PairSide baseline, PairSide candidate, Surroundings surroundings)
    {
        surroundings.Note("nothing to run on both sides:");
        foreach (var (side, name) in new[] { (baseline, "A"), (candidate, "B") })
        {
            // One library against another is no pair, such as where one interpreter lacks torch.
            foreach (var engine in side.Plan.Workloads.Select(planned => planned.Engine.Name).Distinct())
                surroundings.Note($"  {name} would be measured with {engine}");
            foreach (var result in side.Plan.Skipped.DistinctBy(result => result.Benchmark))
                if (result.Outcome is Skipped skipped) surroundings.Note($"  {name}: {result.Benchmark}: {skipped.Reason}{(skipped.Remedy is null ? "" : "; " + skipped.Remedy)}");
        }

        return null;
    }
}
