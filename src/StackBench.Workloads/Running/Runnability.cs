using System.Collections.Immutable;
using StackBench.Workloads.Engines;

namespace StackBench.Workloads.Running;

/// <summary>Whether a benchmark can run on a device here: with which engine, or why not and what to do.</summary>
public sealed record Runnability(EngineDefinition? Engine, string? Reason = null, string? Remedy = null)
{
    /// <param name="wantedEngines">Empty for every engine.</param>
    public static Runnability Of(Benchmark benchmark, string device, ImmutableArray<string> wantedEngines, IReadOnlyList<EngineStatus> engines)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        if (benchmark.NotYet is { } notYet) return new(null, notYet);
        if (device != Planner.CpuDevice)
            return new(null, $"no engine of this version measures {benchmark.Name} on {device}", $"use --device {Planner.CpuDevice}");

        Runnability? why = null;
        foreach (var name in benchmark.Engines)
        {
            if (!wantedEngines.IsEmpty && !wantedEngines.Contains(name)) continue;
            var status = engines.FirstOrDefault(engine => engine.Definition.Name == name);
            if (status?.Ready is not null) return new(status.Definition);
            why ??= new(null, $"engine {name}: {status?.Reason ?? "not installed"}", status?.Remedy);
        }

        return why ?? new(null, $"none of the chosen engines measures {benchmark.Name}", $"use --engine {string.Join(" or --engine ", benchmark.Engines)}");
    }
}
