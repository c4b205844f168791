using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Amd;

/// <summary>What the compute driver's topology adds: target, compute units, partitions and links of each physical GPU.</summary>
internal static class KfdGpus
{
    /// <summary>The GPUs with what the topology knows of them; those only the topology knows are added.</summary>
    public static IEnumerable<GpuFacts> AddTo(SystemTree tree, IReadOnlyCollection<GpuFacts> gpus, GpuNames names)
    {
        var nodes = KfdNode.ReadAll(tree);
        var devices = nodes.Where(node => node.IsGpu).GroupBy(node => node.PciAddress, StringComparer.Ordinal).ToArray();
        var addresses = nodes.Where(node => node.IsGpu).ToDictionary(node => node.Number, node => node.PciAddress);
        foreach (var gpu in gpus)
            yield return devices.FirstOrDefault(device => device.Key == gpu.PciAddress) is { } device
                ? With(tree, gpu, [.. device], addresses)
                : gpu;
        foreach (var device in devices.Where(device => gpus.All(gpu => gpu.PciAddress != device.Key)))
            yield return With(tree, Bare(device.Key, device.First(), names), [.. device], addresses);
    }

    private static GpuFacts Bare(string address, KfdNode node, GpuNames names) => new()
    {
        PciAddress = address,
        Vendor = AmdVendor.Id,
        Name = names.FindById(AmdVendor.PciId, node.DeviceId),
        DeviceId = $"{AmdVendor.PciId}:{node.DeviceId}",
        Driver = "amdgpu",
    };

    private static GpuFacts With(SystemTree tree, GpuFacts gpu, ImmutableArray<KfdNode> nodes, Dictionary<int, string> addresses)
    {
        var units = nodes.Select(node => node.ComputeUnits)
            .Aggregate((Fact<int>)0, (sum, unit) => sum.Then(known => unit.Then<int>(more => known + more)));
        return gpu with
        {
            Target = nodes[0].Target,
            ComputeUnits = units,
            MaxClockHertz = nodes[0].MaxClockHertz.Else(() => gpu.MaxClockHertz),
            IsIntegrated = gpu.IsIntegrated.IsKnown
                || nodes[0].Target.Or("") is not ("gfx906" or "gfx908" or "gfx90a" or "gfx942" or "gfx950")
                || gpu.DeviceId == $"{AmdVendor.PciId}:74a0" ? gpu.IsIntegrated : false,
            Uuid = gpu.Uuid.Else(() => nodes[0].UniqueId > 0 ? nodes[0].UniqueId.ToString("x16", CultureInfo.InvariantCulture) : gpu.Uuid),
            Partitions = nodes.Length > 1 || nodes[0].Partition > 0
                ? [.. nodes.OrderBy(node => node.Partition).Select(node => new GpuPartition(
                node.Partition, node.RenderNode, node.ComputeUnits, Fact<long>.Unknown("the topology tells no memory of a partition")))]
                : [],
            PeerLinks =
            [
                .. nodes.SelectMany(node => node.XgmiLinks(tree))
                    .Where(link => addresses.TryGetValue(link.Node, out var address) && address != gpu.PciAddress)
                    .GroupBy(link => addresses[link.Node], StringComparer.Ordinal)
                    .Select(group => new PeerLink(group.Key, "xgmi", group.First().BytesPerSecond))
                    .OrderBy(link => link.PciAddress, StringComparer.Ordinal),
            ],
        };
    }
}
