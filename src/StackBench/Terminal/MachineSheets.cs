using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Machine.Cpu;
using StackBench.Machine.Reading;

namespace StackBench.Terminal;

/// <summary>The facts of a machine as sheets for a person.</summary>
internal static class MachineSheets
{
    private const int MostNodesShown = 4;

    /// <param name="showAll">Each GPU and interpreter by itself, unknown details, and how each limit comes about.</param>
    public static IReadOnlyList<FactSheet> Of(MachineDocument machine, bool showAll) =>
    [
        new("CPU", Cpu(machine.Cpu)),
        new("Memory", Memory(machine.Memory)),
        new("System", [.. Os(machine.Os), .. Board(machine.Board, showAll)]),
        .. GpuSheet.Of(machine.Gpus, showAll),
        .. machine.Gpus.IsEmpty
            ? [new FactSheet("GPU", [new FactRow("none", "no GPU found on the PCI bus, under the display drivers or by NVML")])]
            : Array.Empty<FactSheet>(),
        .. SoftwareSheet.Of(machine.Software, showAll),
        new("Limits of the CPU (no honest measurement exceeds them)", Limits(machine.CpuLimits, showAll)),
    ];

    private static ImmutableArray<FactRow> Cpu(CpuFacts cpu) =>
    [
        FactRow.Of("model", cpu.Model),
        FactRow.Of("cores", Counts(cpu)),
        .. cpu.Clusters.Length > 1 ? [new FactRow("clusters", string.Join(", ", cpu.Clusters.Select(Cluster)))] : Array.Empty<FactRow>(),
        .. cpu.EfficiencyCores.Or(0) > 0
            ? [new FactRow(
                "kinds", $"{Count(cpu.PerformanceCores.Or(0), "performance core")}, {Count(cpu.EfficiencyCores.Value, "efficiency core")}")]
            : Array.Empty<FactRow>(),
        new FactRow("usable here", cpu.AllowedCpus.IsEmpty ? "unknown: no processor was found" : Usable(cpu), !cpu.AllowedCpus.IsEmpty),
        new FactRow("caches", cpu.Caches.IsEmpty ? "unknown: the machine "
            + "does not tell its caches" : string.Join(", ", cpu.Caches.Select(Cache)), !cpu.Caches.IsEmpty),
        new FactRow("instructions", cpu.Isa.IsEmpty ? "unknown: no flags of the processor were found" : string.Join(' ', cpu.Isa),
            !cpu.Isa.IsEmpty),
        FactRow.Of("highest clock", cpu.MaxClockHertz, hertz => NumberText.Quantity(hertz, Unit.Hertz)),
        FactRow.Of("governor", cpu.Governor),
        FactRow.Of("turbo", cpu.Turbo, turbo => turbo ? "on" : "off"),
    ];

    private static Fact<string> Counts(CpuFacts cpu) => cpu.Threads.Then<string>(threads =>
    {
        var parts = new List<string> { Count(threads, "thread") };
        if (cpu.Cores.IsKnown) parts.Insert(0, Count(cpu.Cores.Value, "core"));
        if (cpu.Sockets.IsKnown) parts.Add(Count(cpu.Sockets.Value, "socket"));
        if (cpu.NumaNodes.IsKnown) parts.Add(Count(cpu.NumaNodes.Value, "NUMA node"));
        if (cpu.PresentThreads.Or(threads) > threads) parts.Add($"{Number(cpu.PresentThreads.Value - threads)} offline");
        if (cpu.IsVirtual) parts.Add("virtual");
        return string.Join(", ", parts);
    });

    private static string Usable(CpuFacts cpu)
    {
        var quota = cpu.QuotaCpus.Or(double.MaxValue) < cpu.AllowedCpus.Length
            ? $", quota {NumberText.Number(cpu.QuotaCpus.Value)} CPUs"
            : "";
        return $"{Count(cpu.UsableCores, "core")} (CPUs {Ranges(cpu.AllowedCpus)}{quota})";
    }

    private static string Cache(CacheFacts cache)
    {
        var kind = cache.Kind switch { "data" => "d", "instruction" => "i", _ => "" };
        return string.Create(
            CultureInfo.InvariantCulture, $"L{cache.Level}{kind} {cache.Instances} x {NumberText.Quantity(cache.SizeBytes, Unit.Byte)}");
    }

    private static ImmutableArray<FactRow> Memory(MemoryFacts memory) =>
    [
        FactRow.Of("total", memory.TotalBytes, Bytes),
        FactRow.Of("available", memory.AvailableBytes, Bytes),
        .. memory.LimitBytes.IsKnown ? [FactRow.Of("limit", memory.LimitBytes, Bytes)] : Array.Empty<FactRow>(),
        FactRow.Of("modules", Modules(memory.Modules)),
        .. memory.NumaDistances.Length > 1
            ? [new FactRow("NUMA distances", Distances(memory.NumaDistances))]
            : Array.Empty<FactRow>(),
        FactRow.Of("huge pages", memory.TransparentHugePages),
    ];

    // A table of many nodes is a block of numbers; that some nodes are farther than others is what counts.
    private static string Distances(ImmutableArray<ImmutableArray<int>> rows)
    {
        if (rows.Length <= MostNodesShown) return string.Join(" / ", rows.Select(row => string.Join(' ', row.Select(Number))));
        var others = rows.SelectMany((row, node) => row.Where((_, other) => other != node)).Distinct().Order().ToArray();
        return $"{Count(rows.Length, "node")}, from one to another {string.Join(", ", others.Select(Number))}";
    }

    private static string Cluster(CpuCluster cluster) => $"{Number(cluster.Cores)} x {cluster.Name}"
        + cluster.MaxClockHertz.Then<string>(hertz => $" at {NumberText.Quantity(hertz, Unit.Hertz)}").Or("");

    private static Fact<string> Modules(MemoryModules modules)
    {
        if (modules.Fitted.IsEmpty) return Fact<string>.Unknown(modules.BytesPerSecond.UnknownReason);
        var kinds = modules.Fitted.GroupBy(module =>
                $"{module.SizeBytes.Then<string>(bytes => Bytes(bytes)).Or("unknown size")} {module.Type.Or("memory")}"
                    + module.TransfersPerSecond.Then<string>(rate => $" at {Number((int)(rate / 1e6))} MT/s").Or(""),
                StringComparer.Ordinal)
            .Select(kind => $"{Number(kind.Count())} x {kind.Key}");
        return string.Join(", ", kinds)
            + modules.Channels.Then<string>(channels => $"; {Count(channels, "channel")}"
                + (modules.SlotChannels.Or(channels) > channels ? $" of {Number(modules.SlotChannels.Value)}" : "")).Or("")
            + modules.BytesPerSecond.Then<string>(rate => $"; {NumberText.Quantity(rate, Unit.BytePerSecond)} at most").Or("");
    }

    private static IEnumerable<FactRow> Board(BoardFacts board, bool showAll) => new[]
    {
        FactRow.Of("machine", board.Model.Then<string>(model => board.Maker.Then<string>(maker => Of(maker, model)).Or(model))),
        FactRow.Of("main board", board.MainBoard),
        FactRow.Of("BIOS", board.BiosVersion.Then<string>(version =>
            version + board.BiosDate.Then<string>(date => $" of {date}").Or(""))),
    }.Where(row => row.IsKnown || showAll);

    // "HP" makes the "HP EliteBook 845", "NVIDIA" the "NVIDIA_DGX_Spark".
    private static string Of(string maker, string model) =>
        model.StartsWith(maker, StringComparison.OrdinalIgnoreCase) ? model : $"{maker} {model}";

    private static ImmutableArray<FactRow> Os(OsFacts os) =>
    [
        FactRow.Of("name", os.Name),
        FactRow.Of("kernel", os.Kernel),
        FactRow.Of("architecture", os.Architecture),
        FactRow.Of("host", os.HostName),
        FactRow.Of("virtualization", os.Virtualization),
    ];

    private static ImmutableArray<FactRow> Limits(ImmutableSortedDictionary<string, Ceiling> limits, bool showAll) => limits.IsEmpty
        ? [new FactRow("none", "unknown: nothing is known of this instruction set", IsKnown: false)]
        : [.. limits.Where(limit => !limit.Key.EndsWith(CpuPeaks.OneCore, StringComparison.Ordinal)).Select(limit =>
            new FactRow(limit.Key, NumberText.Quantity(limit.Value.Limit, limit.Value.Unit) + (showAll ? $" = {limit.Value.Basis}" : "")))];

    private static string Bytes(long bytes) => NumberText.Quantity(bytes, Unit.Byte);

    private static string Count(int count, string noun) => $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>CPUs as the kernel writes them: <c>0-3,8</c>.</summary>
    internal static string Ranges(ImmutableArray<int> cpus)
    {
        var parts = new List<string>();
        for (var i = 0; i < cpus.Length; i++)
        {
            var first = cpus[i];
            while (i + 1 < cpus.Length && cpus[i + 1] == cpus[i] + 1) i++;
            parts.Add(first == cpus[i] ? Number(first) : $"{Number(first)}-{Number(cpus[i])}");
        }

        return string.Join(',', parts);
    }
}
