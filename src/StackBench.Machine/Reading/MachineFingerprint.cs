using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Machine.Software;

namespace StackBench.Machine.Reading;

/// <summary>The facts of a machine a run is remembered with, and what a difference in each means to a comparison.</summary>
public static class MachineFingerprint
{
    /// <param name="variable">Value of an environment variable; null when it is not set.</param>
    /// <param name="variableNames">Names of all variables that are set.</param>
    public static IEnumerable<FingerprintFact> Of(MachineFacts facts, Func<string, string?> variable, IEnumerable<string> variableNames)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return
        [
            .. OfCpu(facts), .. OfSystem(facts), .. NodeFacts.Of(facts.Os.HostName, variable), .. facts.Gpus.SelectMany(OfGpu),
            .. SoftwareFingerprint.Of(facts.Software), .. EnvironmentFacts.Of(variable, variableNames),
        ];
    }

    private static IEnumerable<FingerprintFact> OfCpu(MachineFacts facts)
    {
        var cpu = facts.Cpu;
        yield return Fact("cpu.model", cpu.Model, FactRole.Identity);
        yield return Fact("cpu.sockets", cpu.Sockets, FactRole.Identity);
        yield return Fact("cpu.cores", cpu.Cores, FactRole.Identity);
        yield return Fact("cpu.threads", cpu.Threads, FactRole.Cause);
        yield return Fact("cpu.numa-nodes", cpu.NumaNodes, FactRole.Cause);
        yield return new("cpu.usable-cores", Text(cpu.UsableCores), FactRole.Cause);
        yield return new("cpu.allowed", Text(cpu.AllowedCpus.Length), FactRole.Cause);
        yield return Fact("cpu.quota", cpu.QuotaCpus, FactRole.Cause);
        yield return Fact("cpu.max-clock", cpu.MaxClockHertz, FactRole.Cause, hertz => NumberText.Quantity(hertz, Unit.Hertz));
        yield return Fact("cpu.last-level-cache", cpu.LastLevelCacheBytes, FactRole.Cause, bytes => NumberText.Quantity(bytes, Unit.Byte));
        yield return cpu.Isa.IsEmpty
            ? new("cpu.isa", null, FactRole.Cause, "the processor's flags were not found")
            : new("cpu.isa", string.Join(' ', cpu.Isa), FactRole.Cause);
        yield return Fact("cpu.microcode", cpu.Microcode, FactRole.Cause);
        yield return Fact("policy.governor", cpu.Governor, FactRole.Cause);
        yield return Fact("policy.turbo", cpu.Turbo, FactRole.Cause, turbo => turbo ? "on" : "off");
    }

    private static IEnumerable<FingerprintFact> OfSystem(MachineFacts facts)
    {
        yield return Fact("policy.thp", facts.Memory.TransparentHugePages, FactRole.Cause);
        // The kernel's share of memory changes with its version: three digits are the same machine.
        yield return Fact("memory.total", facts.Memory.TotalBytes, FactRole.Cause, bytes => NumberText.Quantity(bytes, Unit.Byte));
        yield return Fact("os.name", facts.Os.Name, FactRole.Cause);
        yield return Fact("os.kernel", facts.Os.Kernel, FactRole.Cause);
        yield return Fact("os.architecture", facts.Os.Architecture, FactRole.Identity);
        yield return Fact("os.virtualization", facts.Os.Virtualization, FactRole.Cause);
        yield return Fact("host.name", facts.Os.HostName, FactRole.Noise);
    }

    private static IEnumerable<FingerprintFact> OfGpu(GpuFacts gpu)
    {
        yield return Fact($"gpu.{gpu.PciAddress}.name", gpu.Name, FactRole.Cause);
        yield return new($"gpu.{gpu.PciAddress}.device-id", gpu.DeviceId, FactRole.Identity);
        yield return Fact($"gpu.{gpu.PciAddress}.driver", gpu.Driver, FactRole.Cause);
        yield return Fact($"gpu.{gpu.PciAddress}.driver-version", gpu.DriverVersion, FactRole.Cause);
        yield return Fact($"gpu.{gpu.PciAddress}.target", gpu.Target, FactRole.Cause);
        yield return Fact($"gpu.{gpu.PciAddress}.compute-units", gpu.ComputeUnits, FactRole.Cause);
        yield return Fact($"gpu.{gpu.PciAddress}.memory", gpu.MemoryBytes, FactRole.Cause, bytes => NumberText.Quantity(bytes, Unit.Byte));
        yield return Fact(
            $"gpu.{gpu.PciAddress}.power-limit", gpu.PowerLimitWatts, FactRole.Cause, watts => NumberText.Quantity(watts, Unit.Watt));
        yield return Fact($"gpu.{gpu.PciAddress}.partition", gpu.PartitionMode, FactRole.Cause);
        // A card keeps it when it moves to another node.
        if (gpu.Uuid.IsKnown) yield return Fact($"gpu.{gpu.PciAddress}.uuid", gpu.Uuid, FactRole.Noise);
        // An integrated GPU has no link of its own. The rate of now is that of an idle link and tells nothing.
        if (gpu.IsIntegrated.Or(false)) yield break;
        yield return Fact($"gpu.{gpu.PciAddress}.link-lanes", gpu.Link.Lanes, FactRole.Cause);
        yield return Fact($"gpu.{gpu.PciAddress}.link-most", gpu.Link.MaxGigatransfersPerSecond.Then(rate => gpu.Link.MaxLanes
            .Then<string>(lanes => string.Create(CultureInfo.InvariantCulture, $"{rate} GT/s x{lanes}"))), FactRole.Cause);
    }

    private static FingerprintFact Fact<T>(string name, Fact<T> fact, FactRole role, Func<T, string>? format = null) => fact.IsKnown
        ? new(name, format is null ? Text(fact.Value) : format(fact.Value), role)
        : new(name, null, role, fact.UnknownReason);

    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
