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

        // Most machines are not of the maker whose driver it is: what any other engine lacks says more.
        Runnability? why = null, ofOneMaker = null;
        foreach (var name in benchmark.Engines)
        {
            if (!wantedEngines.IsEmpty && !wantedEngines.Contains(name)) continue;
            var status = engines.FirstOrDefault(engine => engine.Definition.Name == name);
            if (status?.Ready is not { } ready)
            {
                // What is known from files is a package, and the same for every engine that needs it.
                var reason = status?.Reason ?? "not installed";
                var isTried = status?.Definition.Missing is null;
                var lacking = new Runnability(null, [], isTried ? $"engine {name}: {reason}" : reason, status?.Remedy)
                {
                    FailedEngine = isTried ? name : null,
                };
                if (name == DriverEngines.Cuda) ofOneMaker = lacking;
                else why ??= lacking;
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

        return why ?? ofOneMaker
            ?? new(null, [], $"none of the chosen engines measures {benchmark.Name}",
                $"use --engine {string.Join(" or --engine ", benchmark.Engines)}");
    }

    /// <summary>
    /// The same, and after an engine that measures GPUs through their driver the others of <see cref="DriverEngines"/>, each for the GPUs
    /// that none before it reaches, and those named by their ids. Never empty. One with a device and without an engine leaves that device
    /// out, as it may be a GPU that is measured already; of the others all but the first can run.
    /// </summary>
    public static ImmutableArray<Runnability> All(Benchmark benchmark, ImmutableArray<string> wantedDevices,
        ImmutableArray<string> wantedEngines, IReadOnlyList<EngineStatus> engines)
    {
        var first = Of(benchmark, wantedDevices, wantedEngines, engines);
        if (first.Engine is not { } engine || !DriverEngines.All.Contains(engine.Definition.Name)) return [first];
        List<Runnability> found = [first], leftOut = [];
        foreach (var name in DriverEngines.All.Where(name => benchmark.Engines.Contains(name) && name != engine.Definition.Name))
        {
            if (!wantedEngines.IsEmpty && !wantedEngines.Contains(name)) continue;
            if (engines.FirstOrDefault(other => other.Definition.Name == name) is not { Ready: { } ready } status) continue;
            WorkerDevice[] reached = [.. found.SelectMany(one => one.Devices).Where(DeviceChoice.IsGpu)];
            var chosen = DeviceChoice.Of(wantedDevices, ready.Devices)
                .ToLookup(device => wantedDevices.Contains(device.Id, StringComparer.OrdinalIgnoreCase) ? true : IsOther(device, reached));
            if (chosen[true].Any()) found.Add(new(status, [.. chosen[true]]));
            leftOut.AddRange(chosen[null].Select(device => MayBeReached(device, engine.Definition.Name)));
        }

        return [.. found, .. leftOut];
    }

    /// <summary>Whether a device is a GPU that is none of those; null where an address is missing to tell.</summary>
    private static bool? IsOther(WorkerDevice device, WorkerDevice[] reached)
    {
        ImmutableArray<string> names = [.. new[] { device.Pci, device.Uuid }.OfType<string>()];
        if (!DeviceChoice.IsGpu(device) || (!names.IsEmpty && !DeviceChoice.Of(names, reached).IsEmpty)) return false;
        return reached.Length == 0 || (device.Pci is not null && reached.All(other => other.Pci is not null)) ? true : null;
    }

    private static Runnability MayBeReached(WorkerDevice device, string engine) => new(
        null, [device], $"{device.Name ?? device.Id} may be a GPU that engine {engine} measures: a driver does not report its PCI address",
        $"name it with --device {device.Id}");

    private static Runnability OnlyCpuDrivers(Ready ready) => new(
        null, [],
        $"{ready.Engine} lists no GPU, only {string.Join(", ", ready.Devices.Select(device => device.Name ?? device.Id))}, which computes "
        + "on the CPU",
        $"install the driver of your GPU, or name it with --device {ready.Devices[0].Id}")
    { HasNoGpu = true };
}
