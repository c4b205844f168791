using System.Globalization;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Doctor;

/// <summary>Whether the link of a GPU to the machine is narrower or slower than it can be.</summary>
internal static class PcieLinkCheck
{
    private const string Id = "pci.link";
    private const double Idle = 0.05;

    public static Check Check { get; } = new(Id, "The PCI Express link of a GPU is narrower (warning) or slower (warning under load, else "
        + "note) than both its ends can do", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input) =>
        CheckResult.ForEach(input.Facts.Gpus.Where(gpu => !gpu.IsIntegrated.Or(false)), gpu =>
    {
        var link = Narrowest(input.Tree, gpu, input.DoctoringOf(gpu));
        if (!link.IsKnown) return new NotChecked(Id, link.UnknownReason, gpu.PciAddress);
        var (rate, lanes, maxRate, maxLanes) = link.Value;
        if (rate >= maxRate && lanes >= maxLanes) return CheckResult.Fine;
        var isNarrow = lanes < maxLanes;
        var isLoaded = gpu.State.BusyShare.Or(0) > Idle;
        return new Finding(
            Id,
            isNarrow || isLoaded ? Severity.Warning : Severity.Note,
            string.Create(
                CultureInfo.InvariantCulture, $"the link runs at {rate} GT/s x{lanes}, both its ends can do {maxRate} GT/s x{maxLanes}"),
            isNarrow || isLoaded
                ? "transfers between GPU and memory, and between GPUs, are slower than they can be"
                : "none if the link wakes up: links run slower while the GPU is idle",
            isNarrow || isLoaded
                ? "seat the board anew, look at riser and firmware settings of the slot"
                : "look again while the GPU works",
            gpu.PciAddress);
    });

    private static Fact<Link> Narrowest(SystemTree tree, GpuFacts gpu, GpuDoctoring doctoring)
    {
        // The driver may list what the true link can do; the endpoint may speak of a switch on the board.
        if (doctoring.SlotLink is { } read && GpuFolder.Of(tree, gpu) is { IsKnown: true } folder && read(tree, folder.Value) is { } slot)
            return Between(slot, slot);
        var bridges = GpuFolder.Bridges(tree, gpu).Select(address => PcieEndpoint.Read(tree, $"/sys/bus/pci/devices/{address}")).ToArray();
        // Ends of one link are neighbours. A switch on the board has links of its own, so that the slowest of all counts.
        var links = bridges.Prepend(gpu.Link).Zip(bridges, Between).Where(link => link.IsKnown).Select(link => link.Value).ToArray();
        if (links.Length > 0) return links.MinBy(link => link.Share)!;
        return doctoring.IsEndpointAtSlot
            ? Between(gpu.Link, gpu.Link)
            : Fact<Link>.Unknown("the bridges above the device are not told, and its own end describes a switch on the board");
    }

    private static Fact<Link> Between(PcieLink lower, PcieLink upper) => lower.GigatransfersPerSecond.Then(rate => lower.Lanes.Then(lanes =>
        lower.MaxGigatransfersPerSecond.Then(lowerRate => lower.MaxLanes.Then(lowerLanes =>
            upper.MaxGigatransfersPerSecond.Then(upperRate =>
                upper.MaxLanes.Then<Link>(
                    upperLanes => new Link(rate, lanes, Math.Min(lowerRate, upperRate), Math.Min(lowerLanes, upperLanes))))))));

    private sealed record Link(double Rate, int Lanes, double MaxRate, int MaxLanes)
    {
        public double Share => Rate * Lanes / (MaxRate * MaxLanes);
    }
}
