using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Workloads.Engines;

namespace StackBench.Workloads.Running;

/// <summary>Turns catalog, machine, engines and wishes into a plan. Pure.</summary>
public static class Planner
{
    public const string CpuDevice = "cpu";

    /// <param name="benchmarks">In place of those of the catalog that the settings name.</param>
    public static Plan Create(
        RunSettings settings, MachineFacts facts, IReadOnlyList<EngineStatus> engines, Peaks cpuPeaks, ImmutableArray<Benchmark> benchmarks = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var planned = ImmutableArray.CreateBuilder<PlannedWorkload>();
        var skipped = ImmutableArray.CreateBuilder<BenchmarkResult>();
        var devices = settings.Devices.IsEmpty ? [CpuDevice] : settings.Devices.Distinct().ToImmutableArray();
        foreach (var benchmark in benchmarks.IsDefault ? Catalog.Select(settings.Benchmarks) : benchmarks)
        {
            foreach (var device in devices)
            {
                var workloads = Workloads(benchmark, facts, settings.Suite);
                var engine = Runnability.Of(benchmark, device, settings.Engines, engines);
                if (engine.Engine is { } definition)
                {
                    foreach (var workload in workloads) planned.Add(new PlannedWorkload(workload, device, definition));
                }
                else if (workloads.IsEmpty)
                {
                    skipped.Add(Skip(benchmark, null, device, engine));
                }
                else
                {
                    foreach (var workload in workloads) skipped.Add(Skip(benchmark, workload, device, engine));
                }
            }
        }

        var (launches, sampling) = BudgetRule.Apply(settings.BudgetSeconds, planned.Count, settings.Launches, SamplingPolicy.Of(settings.Suite));
        return new Plan
        {
            Settings = settings,
            Sampling = sampling,
            Launches = launches,
            Workloads = planned.ToImmutable(),
            Skipped = skipped.ToImmutable(),
            Peaks = ImmutableDictionary<string, Peaks>.Empty.Add(CpuDevice, cpuPeaks),
        };
    }

    private static ImmutableArray<Workload> Workloads(Benchmark benchmark, MachineFacts facts, Suite suite) =>
        [.. benchmark.Workloads(facts).Where(workload => workload.Suite <= suite)];

    private static BenchmarkResult Skip(Benchmark benchmark, Workload? workload, string device, Runnability runnability) => new()
    {
        Benchmark = benchmark.Name,
        Workload = workload?.Name ?? "all",
        Parameters = workload?.Parameters ?? Parameters.None,
        Device = device,
        Engine = null,
        Cost = workload?.Cost ?? new Cost(),
        Layer = workload?.Layer ?? new Layer(),
        Outcome = new Skipped(runnability.Reason ?? "not runnable", runnability.Remedy),
    };
}
