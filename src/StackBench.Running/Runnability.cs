using System.Collections.Immutable;
using StackBench.Protocol;
using StackBench.Running.Engines;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Devices;

namespace StackBench.Running;

/// <summary>Whether a benchmark can run here: with which engine on which of its devices, or why not and what to do.</summary>
public sealed record Runnability(EngineStatus? Engine, ImmutableArray<WorkerDevice> Devices, string? Reason = null, string? Remedy = null)
{
    /// <summary>Name of the engine that was tried and did not start, where that is the reason; null for other reasons.</summary>
    public string? FailedEngine { get; init; }

    /// <summary>Whether the engine starts and has no GPU, only a driver that computes on the CPU and was not asked for.</summary>
    public bool HasNoGpu { get; init; }

    /// <param name="wantedDevices">See <see cref="DeviceChoice"/>.</param>
    /// <param name="wantedEngines">Empty for every engine.</param>
    public static Runnability Of(Benchmark benchmark, ImmutableArray<string> wantedDevices, ImmutableArray<string> wantedEngines,
        IReadOnlyList<EngineStatus> engines)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        if (benchmark.NotYet is { } notYet) return new(null, [], notYet);

        Runnability? why = null;
        foreach (var name in benchmark.Engines)
        {
            if (!wantedEngines.IsEmpty && !wantedEngines.Contains(name)) continue;
            var status = engines.FirstOrDefault(engine => engine.Definition.Name == name);
            if (status?.Ready is not { } ready)
            {
                // What is known from files is a package, and the same for every engine that needs it.
                var reason = status?.Reason ?? "not installed";
                var isTried = status?.Definition.Missing is null;
                why ??= new(null, [], isTried ? $"engine {name}: {reason}" : reason,
                    status?.Remedy)
                { FailedEngine = isTried ? name : null };
                continue;
            }

            var devices = DeviceChoice.Of(wantedDevices, ready.Devices);
            // Of a benchmark of GPUs only the last engine measures the CPU.
            if (benchmark.IsOfGpus && wantedDevices.IsEmpty && name != benchmark.Engines[^1] && devices.All(DeviceChoice.IsCpu))
            {
                why ??= new(null, [], $"engine {name} reaches no GPU");
                continue;
            }

            if (!devices.IsEmpty) return new(status, devices);
            // gpu, or nothing, was wanted: a driver that computes on the CPU is no answer to either.
            if (ready.Devices.Count > 0 && ready.Devices.All(device => device.Kind == WorkerDevice.CpuDriver))
            {
                why ??= OnlyCpuDrivers(ready);
                continue;
            }

            why ??= new(
                null, [], ready.Devices.Count == 0 || wantedDevices.IsDefaultOrEmpty
                    ? $"engine {name} lists no device to measure"
                    : $"engine {name} has no device {string.Join(" or ", wantedDevices)}",
                ready.Devices.Count == 0
                    ? null
                    : $"it has {string.Join(", ", ready.Devices.Select(device => device.Id))}: name one with --device");
        }

        return why
            ?? new(null, [], $"none of the chosen engines measures {benchmark.Name}",
                $"use --engine {string.Join(" or --engine ", benchmark.Engines)}");
    }

    /// <summary>
    /// The same, and after an engine that measures GPUs through their driver the others of <see cref="DriverEngines"/>, each for the GPUs
    /// that none before it reaches. Never empty; all but the first can run.
    /// </summary>
    public static ImmutableArray<Runnability> All(Benchmark benchmark, ImmutableArray<string> wantedDevices,
        ImmutableArray<string> wantedEngines, IReadOnlyList<EngineStatus> engines)
    {
        var first = Of(benchmark, wantedDevices, wantedEngines, engines);
        if (first.Engine is not { } engine || !DriverEngines.All.Contains(engine.Definition.Name)) return [first];
        List<Runnability> found = [first];
        foreach (var name in DriverEngines.All.Where(name => benchmark.Engines.Contains(name) && name != engine.Definition.Name))
        {
            if (!wantedEngines.IsEmpty && !wantedEngines.Contains(name)) continue;
            if (engines.FirstOrDefault(other => other.Definition.Name == name) is not { Ready: { } ready } status) continue;
            var reached = found.SelectMany(one => one.Devices).ToArray();
            // A GPU without an address may be any.
            if (reached.Any(device => device.Pci is null)) break;
            var others = DeviceChoice.Of(wantedDevices, ready.Devices).Where(device =>
                device.Pci is { } address && device.Kind != WorkerDevice.CpuDriver && !DeviceChoice.IsCpu(device)
                && DeviceChoice.Of([address], reached).IsEmpty).ToImmutableArray();
            if (!others.IsEmpty) found.Add(new(status, others));
        }

        return [.. found];
    }

    private static Runnability OnlyCpuDrivers(Ready ready) => new(
        null, [],
        $"{ready.Engine} lists no GPU, only {string.Join(", ", ready.Devices.Select(device => device.Name ?? device.Id))}, which computes "
        + "on the CPU",
        $"install the driver of your GPU, or name it with --device {ready.Devices[0].Id}")
    { HasNoGpu = true };
}
