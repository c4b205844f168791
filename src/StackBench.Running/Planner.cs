using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Machine.Cpu;
using StackBench.Machine.Gpu;
using StackBench.Protocol;
using StackBench.Running.Engines;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Devices;

namespace StackBench.Running;

/// <summary>Turns catalog, machine, engines and wishes into a plan. Pure.</summary>
public static class Planner
{
    /// <summary>Stands for all workloads of a benchmark that has none here.</summary>
    private const string Whole = "all";

    /// <param name="benchmarks">In place of those of the catalog that the settings name.</param>
    /// <param name="rank">Place of a workload, by benchmark and name, where the order is the user's: the same in every launch, and a budget
    /// leaves out the last ones.</param>
    public static Plan Create(
        RunSettings settings, MachineFacts facts, IReadOnlyList<EngineStatus> engines, ImmutableArray<Benchmark> benchmarks = default,
        Func<string, string, int>? rank = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(facts);
        var planned = ImmutableArray.CreateBuilder<PlannedWorkload>();
        var skipped = ImmutableArray.CreateBuilder<BenchmarkResult>();
        var leftOut = ImmutableArray.CreateBuilder<BenchmarkResult>();
        var peaks = ImmutableDictionary.CreateBuilder<string, Peaks>(StringComparer.Ordinal);
        (string, WorkerDevice)[] seen =
            [.. engines.SelectMany(engine => engine.Ready?.Devices ?? [], (engine, device) => (engine.Definition.Name, device))];
        var runnable =
            from benchmark in benchmarks.IsDefault ? Catalog.Select(settings.Benchmarks) : benchmarks
            from runnability in Runnability.All(benchmark, settings.Devices, settings.Engines, engines)
            select (benchmark, runnability);
        foreach (var (benchmark, runnability) in runnable)
        {
            // Nobody misses the rates of a GPU on a machine without one.
            if (runnability.HasNoGpu && facts.Gpus.IsEmpty && !settings.Benchmarks.Contains(benchmark.Name)) continue;
            if (runnability is { Engine: null, Devices: [var device] })
            {
                leftOut.Add(Skip(benchmark, null, device.Pci ?? device.Id, runnability));
                continue;
            }

            var targets = Targets(runnability, facts);
            foreach (var bare in targets)
            {
                if (benchmark.IsOfGpus && bare.IsCpu && !Catalog.IsNamedBy(settings.Benchmarks, benchmark)) continue;
                var target = bare with { Seen = seen };
                var workloads = Workloads(benchmark, target, settings.Suite);
                peaks[target.Device] = target.Gpu is { } gpu ? GpuPeaks.Limits(gpu) : target.IsCpu ? CpuPeaks.Of(facts) : Peaks.Unknown;
                if (runnability.Engine is not { } engine)
                {
                    skipped.AddRange(workloads.IsEmpty ? [Skip(benchmark, null, target.Device, runnability)]
                        : workloads.Select(workload => Skip(benchmark, workload, target.Device, runnability)));
                    continue;
                }

                planned.AddRange(workloads.Select(workload => new PlannedWorkload(
                    workload, target.Device, engine.Definition)
                { EngineDevice = target.Accelerator?.Id ?? WorkerDeviceNames.Cpu }));
                if (workloads.IsEmpty && targets.Length == 1 && !settings.Benchmarks.IsEmpty)
                    skipped.Add(Skip(benchmark, null, target.Device, NoWorkloads(benchmark, target, settings.Suite)));
            }
        }

        // A benchmark of two engines is not missing where one of them measures it.
        skipped.RemoveAll(result => result.Workload == Whole && planned.Any(other => other.Workload.Benchmark == result.Benchmark));
        ImmutableArray<PlannedWorkload> ordered = rank is null
            ? planned.ToImmutable()
            : [.. planned.OrderBy(workload => rank(workload.Workload.Benchmark, workload.Workload.Name))];
        return Within(
            settings, SamplingPolicy.Of(settings.Suite), ordered, [.. skipped, .. leftOut], peaks.ToImmutable(), rank is not null);
    }

    private static Plan Within(
        RunSettings settings, SamplingPolicy usual, ImmutableArray<PlannedWorkload> planned, ImmutableArray<BenchmarkResult> skipped,
        ImmutableDictionary<string, Peaks> peaks, bool isOrdered)
    {
        var (count, launches, sampling) = BudgetRule.Apply(settings.BudgetSeconds, planned.Length, settings.Launches, usual);
        var held = (isOrdered ? planned : LayerByLayer(planned)).Take(count).ToHashSet();
        var dropped = planned.Where(workload => !held.Contains(workload));
        return new Plan
        {
            Settings = settings,
            Sampling = sampling,
            Launches = launches,
            IsOrdered = isOrdered,
            Workloads = [.. planned.Where(held.Contains)],
            Skipped = [.. skipped, .. dropped.Select(workload => Drop(workload, settings.BudgetSeconds!.Value, launches))],
            Peaks = peaks,
            BudgetNote = Note(settings, planned.Length, count, launches, isShortened: sampling.MaximumSeconds < usual.MaximumSeconds),
        };
    }

    // The first of each benchmark, then the second of each: what is left still shows every layer.
    private static IEnumerable<PlannedWorkload> LayerByLayer(ImmutableArray<PlannedWorkload> planned) => planned
        .GroupBy(workload => (workload.Workload.Benchmark, workload.Device))
        .SelectMany(group => group.Select((workload, rank) => (Workload: workload, Rank: rank)))
        .OrderBy(entry => entry.Rank).Select(entry => entry.Workload);

    private static string? Note(RunSettings settings, int workloads, int held, int launches, bool isShortened)
    {
        string?[] effects =
        [
            held < workloads ? $"{held} of {workloads} workloads" : null,
            launches < settings.Launches ? $"{launches} launches instead of {settings.Launches}" : null,
            isShortened ? "shorter samples" : null,
        ];
        return effects.All(effect => effect is null)
            ? null
            : $"the budget of {NumberText.Duration(settings.BudgetSeconds!.Value)} holds "
            + string.Join(", ", effects.Where(effect => effect is not null));
    }

    /// <summary>What a benchmark makes workloads for: the devices chosen, or the CPU where no engine can run it. Never empty.</summary>
    public static ImmutableArray<WorkloadTarget> Targets(Runnability runnability, MachineFacts facts)
    {
        if (runnability.Engine is not { Ready: { } ready } engine) return [new WorkloadTarget(facts)];
        return
        [
            .. runnability.Devices.Select(device => DeviceChoice.IsCpu(device)
                ? new WorkloadTarget(facts, engine.Definition.Name)
                : new WorkloadTarget(
                    facts, engine.Definition.Name, device, [.. runnability.Devices.Where(other => other.Kind == device.Kind)],
                    device.Pci is not null && ready.Devices.Count(other => other.Pci == device.Pci) > 1)),
        ];
    }

    private static ImmutableArray<Workload> Workloads(Benchmark benchmark, WorkloadTarget target, Suite suite) =>
        [.. benchmark.Workloads(target).Where(workload => workload.Suite <= suite)];

    /// <summary>Why a benchmark that an engine could run has nothing to run on a device.</summary>
    public static Runnability NoWorkloads(Benchmark benchmark, WorkloadTarget target, Suite suite) =>
        benchmark.Workloads(target) is { IsEmpty: false } larger
        ? new(null, [], $"{benchmark.Name} has no workload in the suite {EnumText.Of(suite)}",
        $"use --suite {EnumText.Of(larger.Min(workload => workload.Suite))}")
        : new(
        null, [], $"{benchmark.Name} has no workload for {target.Device}{(benchmark.Needs is { } needs ? $": it needs {needs}" : "")}",
        "name another device with --device");

    private static BenchmarkResult Drop(PlannedWorkload planned, double budgetSeconds, int launches) => new()
    {
        Benchmark = planned.Workload.Benchmark,
        Workload = planned.Workload.Name,
        Parameters = planned.Workload.Parameters,
        Device = planned.Device,
        Engine = planned.Engine.Name,
        Cost = planned.Workload.Cost,
        Layer = planned.Workload.Bounds.Layer,
        Outcome = new Skipped(
            $"no time: the budget of {NumberText.Duration(budgetSeconds)} holds {launches} launches of fewer workloads",
            "raise --budget, or choose fewer benchmarks", SkipCause.NoTime),
    };

    private static BenchmarkResult Skip(Benchmark benchmark, Workload? workload, string device, Runnability runnability) => new()
    {
        Benchmark = benchmark.Name,
        Workload = workload?.Name ?? Whole,
        Parameters = workload?.Parameters ?? Parameters.None,
        Device = device,
        Engine = null,
        Cost = workload?.Cost ?? new Cost(),
        Layer = workload?.Bounds.Layer ?? new Layer(),
        Outcome = new Skipped(runnability.Reason ?? "not runnable", runnability.Remedy),
    };
}
