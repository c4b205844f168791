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
        var memories = nodes.Select(node => node.Memory(tree)).ToArray();
        // Some APUs state no memory clock here and do in their own tables.
        var memory = memories[0] with { ClockHertz = memories[0].ClockHertz.Else(() => gpu.MaxMemoryClockHertz) };
        var isIntegrated = gpu.IsIntegrated.Else(() => AmdChips.IsIntegrated(gpu with { Target = nodes[0].Target }));
        var own = isIntegrated.Or(false) ? Fact<long>.Unknown("an integrated GPU uses main memory") : CardBytes(gpu, memories);
        return gpu with
        {
            Target = nodes[0].Target,
            ComputeUnits = units,
            MaxClockHertz = nodes[0].MaxClockHertz.Else(() => gpu.MaxClockHertz),
            IsIntegrated = isIntegrated,
            MemoryBytes = gpu.MemoryBytes.Else(() => own),
            SharedMemoryBytes = gpu.SharedMemoryBytes.Else(
                () => isIntegrated.Or(false) ? memory.Bytes : Fact<long>.Unknown("the topology tells no shared memory of a card")),
            MemoryBusBits = gpu.MemoryBusBits.Else(() => memory.BusBits),
            MaxMemoryClockHertz = gpu.MaxMemoryClockHertz.Else(() => memory.ClockHertz),
            MemoryBytesPerSecond = gpu.MemoryBytesPerSecond.Else(() => memory.BytesPerSecond(nodes[0].Target)),
            Uuid = gpu.Uuid.Else(() => nodes[0].UniqueId > 0 ? nodes[0].UniqueId.ToString("x16", CultureInfo.InvariantCulture) : gpu.Uuid),
            Partitions = nodes.Length > 1 || nodes[0].Partition > 0
                ? [.. nodes.Zip(memories).OrderBy(part => part.First.Partition).Select(part => new GpuPartition(
                    part.First.Partition, part.First.RenderNode, part.First.ComputeUnits, part.Second.Bytes))]
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

    // Each partition lists its own part of the memory or, where the memory is not divided, all of it.
    private static Fact<long> CardBytes(GpuFacts gpu, KfdMemory[] memories)
    {
        var sum = memories.Select(memory => memory.Bytes)
            .Aggregate((Fact<long>)0L, (total, part) => total.Then(known => part.Then<long>(more => known + more)));
        if (memories.Length == 1 || !sum.IsKnown) return sum;
        var card = PublishedPeaks.Find(gpu with { MemoryBytes = memories[0].Bytes })?.MemoryBytes;
        return card is { } published && memories[0].Bytes.Value > published / 2 ? memories[0].Bytes : sum;
    }
}
