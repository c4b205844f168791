using System.Globalization;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Machine.Gpu;

namespace StackBench.Terminal;

/// <summary>The facts of a GPU as a sheet for a person: what is known, and of the rest only what matters.</summary>
internal static class GpuSheet
{
    private static readonly string[] ShownPeaks = ["flops.fp32", "flops.fp16", "flops.bf16", "bandwidth.memory"];

    /// <summary>Below this share of its time a GPU lets its link sleep.</summary>
    private const double Idle = 0.05;

    /// <summary>What differs between GPUs of one kind, and is told only of each by itself.</summary>
    private static readonly string[] OwnLabels = ["now", "linked to"];

    /// <summary>One sheet for all GPUs of a kind: eight cards of a server are not read one by one.</summary>
    /// <param name="showAll">A sheet for each, with unknown details and their reasons.</param>
    public static IEnumerable<FactSheet> Of(IReadOnlyCollection<GpuFacts> gpus, bool showAll)
    {
        var kinds = gpus.Select(gpu => (Gpu: gpu, Sheet: Of(gpu, showAll)))
            .GroupBy(entry => showAll ? entry.Sheet.Title : string.Join(
                '\n', entry.Sheet.Rows.Where(row => !OwnLabels.Contains(row.Label)).Select(row => $"{row.Label}\t{row.Text}")),
            StringComparer.Ordinal);
        foreach (var kind in kinds)
        {
            var all = kind.ToArray();
            yield return all is [var only]
                ? only.Sheet
                : new FactSheet(
                    string.Create(CultureInfo.InvariantCulture, $"{all.Length} GPUs alike"),
                    [new FactRow("at", string.Join(' ', all.Select(entry => entry.Gpu.PciAddress))),
                        .. all[0].Sheet.Rows.Where(row => !OwnLabels.Contains(row.Label))]);
        }
    }

    private static FactSheet Of(GpuFacts gpu, bool showAll) =>
        new($"GPU {gpu.PciAddress}", [.. Rows(gpu)
            .Where(row => row.IsKnown || showAll || row.Label is "name" or "memory" or "access" && row.Text != "unknown: not read")]);

    private static IEnumerable<FactRow> Rows(GpuFacts gpu) =>
    [
        FactRow.Of("name", gpu.Name),
        new FactRow("vendor", $"{gpu.Vendor} ({gpu.DeviceId})"),
        FactRow.Of("kind", gpu.IsIntegrated, integrated => integrated ? "integrated" : "discrete"),
        FactRow.Of("driver", gpu.Driver.Then<string>(driver => gpu.DriverVersion.IsKnown ? $"{driver} {gpu.DriverVersion.Value}" : driver)),
        FactRow.Of("target", gpu.Target),
        FactRow.Of("compute units", gpu.ComputeUnits, units => units.ToString(CultureInfo.InvariantCulture)),
        FactRow.Of("memory", Memory(gpu)),
        FactRow.Of("bandwidth", gpu.MemoryBytesPerSecond, rate => NumberText.Quantity(rate, Unit.BytePerSecond)),
        FactRow.Of("highest clock", gpu.MaxClockHertz, Clock),
        FactRow.Of("power limit", gpu.PowerLimitWatts, Watts),
        FactRow.Of("link", Link(gpu.Link, gpu.State.BusyShare)),
        FactRow.Of("partitions",
            gpu.PartitionMode.Then<string>(mode => gpu.Partitions.IsEmpty ? mode : $"{mode}, {gpu.Partitions.Length} logical GPUs")
                .Else(() => gpu.Partitions.IsEmpty ? gpu.PartitionMode : $"{gpu.Partitions.Length} logical GPUs")),
        .. gpu.PeerLinks.IsEmpty
            ? []
            : new[] { new FactRow("linked to", string.Join(", ", gpu.PeerLinks.Select(link => $"{link.PciAddress} ({link.Kind})"))) },
        FactRow.Of("access", gpu.Access),
        FactRow.Of("now", Now(gpu.State)),
        FactRow.Of("held down by", gpu.State.ThrottleReasons, reasons => reasons.IsEmpty ? "nothing" : string.Join(", ", reasons)),
        FactRow.Of("published peak", Peak(GpuPeaks.Published(gpu))),
    ];

    // Of an integrated GPU the carve-out is a part of main memory, beside all that it may map.
    private static Fact<string> Memory(GpuFacts gpu)
    {
        if (!gpu.IsIntegrated.Or(false)) return gpu.MemoryBytes.Then<string>(bytes => NumberText.Quantity(bytes, Unit.Byte));
        var shared = gpu.SharedMemoryBytes.Then<string>(bytes => $"{NumberText.Quantity(bytes, Unit.Byte)} of main memory");
        var carved = gpu.MemoryBytes.Then<string>(bytes => $"{NumberText.Quantity(bytes, Unit.Byte)} carved out of it");
        return shared.Then<string>(text => carved.Then<string>(part => $"{text}, {part}").Or(text))
            .Else(() => carved.Then<string>(part => $"main memory, how much is not told; {part}"));
    }

    private static Fact<string> Link(PcieLink link, Fact<double> busyShare)
    {
        var now = link.GigatransfersPerSecond.Then(rate => link.Lanes.Then<string>(lanes => string.Create(
            CultureInfo.InvariantCulture,
            $"PCI Express {rate} GT/s x{lanes}, {NumberText.Quantity(link.BytesPerSecond.Value, Unit.BytePerSecond)} each way")));
        var best = link.MaxGigatransfersPerSecond.Then(rate => link.MaxLanes.Then<string>(lanes => string.Create(
            CultureInfo.InvariantCulture,
            $"{rate} GT/s x{lanes}, {NumberText.Quantity(link.MaxBytesPerSecond.Value, Unit.BytePerSecond)}")));
        if (!best.IsKnown) return now;
        if (!now.IsKnown) return $"PCI Express at most {best.Value} each way; now {now.UnknownReason}";
        if (link.BytesPerSecond.Value >= link.MaxBytesPerSecond.Value) return now;
        // A link sleeps with its GPU, so that its rate says nothing then.
        var isIdle = busyShare.Or(0) < Idle && link.Lanes.Value == link.MaxLanes.Value;
        return $"{now.Value} now{(isIdle ? " (idle)" : "")}; at most {best.Value}";
    }

    private static Fact<string> Now(GpuState state)
    {
        var parts = new List<string>();
        if (state.BusyShare.IsKnown) parts.Add($"{NumberText.Share(state.BusyShare.Value)} busy");
        if (state.ClockHertz.IsKnown) parts.Add(Clock(state.ClockHertz.Value));
        if (state.PowerWatts.IsKnown) parts.Add(Watts(state.PowerWatts.Value));
        parts.AddRange(
            state.TemperaturesCelsius.Select(sensor => string.Create(CultureInfo.InvariantCulture, $"{sensor.Key} {sensor.Value:0} °C")));
        return parts.Count > 0 ? string.Join(", ", parts) : Fact<string>.Unknown("the driver tells nothing of its state");
    }

    private static Fact<string> Peak(Peaks peaks)
    {
        var rates = ShownPeaks.Select(name => (Name: name, Limit: peaks.Find(name))).Where(entry => entry.Limit is not null).ToArray();
        return rates.Length == 0
            ? Fact<string>.Unknown("the table has no figures of this product")
            : string.Join(
            ", ", rates.Select(entry => $"{entry.Name.Split('.')[1]} {NumberText.Quantity(entry.Limit!.Limit, entry.Limit.Unit)}"));
    }

    private static string Clock(double hertz) => NumberText.Quantity(hertz, Unit.Hertz);

    private static string Watts(double watts) => NumberText.Quantity(watts, Unit.Watt);
}
