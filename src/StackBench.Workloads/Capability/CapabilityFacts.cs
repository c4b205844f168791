using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Machine.Cpu;
using StackBench.Machine.Gpu;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Devices;

namespace StackBench.Workloads.Capability;

/// <summary>What is known of a GPU, or of a CPU, before anything is measured: a line each, what is unknown left out. Pure.</summary>
internal static class CapabilityFacts
{
    private static readonly ImmutableArray<string> Shown =
        ["flops.fp64", "flops.fp32", "flops.fp16", "flops.bf16", "flops.fp8", "flops.int8", "bandwidth.memory"];

    public static ImmutableArray<WorkloadFact> Of(WorkloadTarget target)
    {
        var gpu = target.Gpu;
        (string Name, string Text)[] all = target.IsCpu
            ? [("identity", Identity(target.Machine)), ("limits", Rates(CpuPeaks.Of(target.Machine)))]
            : gpu is null
                ? [("identity", Identity(target)), ("seen-by", SeenBy(target, null))]
                :
                [
                    ("identity", Identity(gpu)),
                    ("published-peaks", Rates(GpuPeaks.Published(gpu))),
                    ("computed-peaks", Rates(GpuPeaks.Computed(gpu, gpu.MaxClockHertz))),
                    ("link", Link(gpu.Link)),
                    ("partition", Partition(gpu)),
                    ("seen-by", SeenBy(target, gpu)),
                ];
        return [.. all.Where(fact => fact.Text.Length > 0).Select(fact => new WorkloadFact(fact.Name, SafeText.OneLine(fact.Text)))];
    }

    private static string Identity(MachineFacts machine) => Joined(
    [
        machine.Cpu.Model.Or("CPU"),
        string.Create(CultureInfo.InvariantCulture, $"{machine.Cpu.UsableCores} cores used"),
        machine.Cpu.IsVirtual ? "virtual" : "",
        machine.Cpu.LastLevelCacheBytes.Then<string>(bytes => $"{NumberText.Quantity(bytes, Unit.Byte)} last cache").Or(""),
        machine.Cpu.MaxClockHertz.Then<string>(hertz => Clock(hertz)).Or(""),
        "this machine has no GPU",
    ]);

    private static string Identity(WorkloadTarget target) => Joined(
        [target.Accelerator?.Name ?? target.Device, $"{target.Device}, which the system does not list among its GPUs"]);

    private static string Identity(GpuFacts gpu) => Joined(
    [
        gpu.Name.Or("a GPU without a name"),
        $"{gpu.Vendor} {gpu.DeviceId}",
        gpu.Target.Or(""),
        gpu.ComputeUnits.Then<string>(units => string.Create(CultureInfo.InvariantCulture, $"{units} compute units")).Or(""),
        gpu.MemoryBytes.Then<string>(bytes => NumberText.Quantity(bytes, Unit.Byte)).Or(""),
        gpu.MaxClockHertz.Then<string>(hertz => Clock(hertz)).Or(""),
        gpu.PowerLimitWatts.Then<string>(watts => $"limit {NumberText.Quantity(watts, Unit.Watt)}").Or(""),
        gpu.Driver.Then<string>(driver => $"driver {driver} {gpu.DriverVersion.Or("")}".TrimEnd()).Or("no driver bound"),
    ]);

    private static string Rates(Peaks peaks) => Joined(
        [.. Shown.Select(name => (Name: name, Limit: peaks.Find(name))).Where(entry => entry.Limit is not null)
            .Select(entry => $"{entry.Name[(entry.Name.IndexOf('.', StringComparison.Ordinal) + 1)..]} "
                + NumberText.Quantity(entry.Limit!.Limit, entry.Limit.Unit))]);

    private static string Link(PcieLink link) => link.GigatransfersPerSecond.Then(rate => link.Lanes.Then<string>(lanes =>
    {
        var most = link.MaxGigatransfersPerSecond.Then(maxRate => link.MaxLanes.Then<string>(maxLanes =>
            string.Create(CultureInfo.InvariantCulture, $" of {maxRate} GT/s x{maxLanes}"))).Or("");
        return string.Create(CultureInfo.InvariantCulture, $"PCI Express {rate} GT/s x{lanes}{most} at rest");
    })).Or("");

    private static string Partition(GpuFacts gpu) => gpu.Partitions.Length > 1
        ? string.Create(CultureInfo.InvariantCulture, $"{gpu.PartitionMode.Or("divided")}, {gpu.Partitions.Length} logical GPUs")
        : gpu.PartitionMode.Or("");

    // By engines where one was asked, else by what is installed: an API without a driver cannot see anything.
    private static string SeenBy(WorkloadTarget target, GpuFacts? gpu)
    {
        var software = target.Machine.Software;
        string[] devices =
        [
            .. target.Seen.Where(seen => gpu is not null
                    ? GpuMatch.Of(seen.Device, target.Machine.Gpus)?.PciAddress == gpu.PciAddress
                    : seen.Device.Id == target.Accelerator!.Id && seen.Engine == target.Engine)
                .Select(seen => $"{seen.Engine} as {seen.Device.Id}{(seen.Device.Name is { } name ? $" ({name})" : "")}"),
        ];
        return string.Join("; ",
        [
            devices.Length > 0 ? string.Join(", ", devices) : "no engine",
            $"Vulkan drivers: {Installed(software.Drivers.Vulkan)}",
            $"OpenCL drivers: {Installed(software.Drivers.OpenCl)}",
            $"ROCm: {software.Rocm.Default.Or("not installed")}",
            $"CUDA driver: {(software.Drivers.CudaDriver.IsKnown ? "installed" : "not installed")}",
        ]);
    }

    private static string Installed(ImmutableArray<string> libraries) => libraries.IsEmpty ? "none" : string.Join(" ", libraries);

    private static string Clock(double hertz) => $"up to {NumberText.Quantity(hertz, Unit.Hertz)}";

    private static string Joined(IEnumerable<string> parts) => string.Join(", ", parts.Where(part => part.Length > 0));
}
