using System.Collections.Frozen;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Amd;

/// <summary>A node of the compute driver's topology: a CPU, a GPU or a partition of one. Node order is not PCI order.</summary>
internal sealed record KfdNode(int Number, FrozenDictionary<string, ulong> Properties)
{
    private const string Folder = "/sys/class/kfd/kfd/topology/nodes";
    private const int XgmiLink = 11;

    public bool IsGpu => Properties.GetValueOrDefault("simd_count") > 0;

    public Fact<string> Target => Property("gfx_target_version").Then(version => GfxTarget.Of((long)Math.Min(version, long.MaxValue)));

    public Fact<int> ComputeUnits => Property("simd_count").Then(simds => Property("simd_per_cu").Then<int>(perUnit =>
        perUnit is > 0 and <= 16 && simds < 1 << 20
            ? (int)(simds / perUnit)
            : Fact<int>.Unknown($"node {Number} states {perUnit} SIMDs a compute unit")));

    public string DeviceId => Properties.GetValueOrDefault("device_id").ToString("x4", CultureInfo.InvariantCulture);

    public ulong UniqueId => Properties.GetValueOrDefault("unique_id");

    public Fact<string> RenderNode => Property("drm_render_minor")
        .Then<string>(minor => minor > 0 ? $"renderD{minor}" : Fact<string>.Unknown($"node {Number} has no render node"));

    /// <summary>Partition of the device: the function of its location.</summary>
    public int Partition => (int)(Properties.GetValueOrDefault("location_id") & 7);

    /// <summary>Highest engine clock; some nodes say zero.</summary>
    public Fact<double> MaxClockHertz => Property("max_engine_clk_fcompute").Then<double>(megahertz =>
        megahertz is > 0 and < 20_000 ? megahertz * 1e6 : Fact<double>.Unknown($"node {Number} states a highest clock of {megahertz} MHz"));

    /// <summary>PCI address of the physical device. All partitions of a device share it.</summary>
    public string PciAddress
    {
        get
        {
            var location = Properties.GetValueOrDefault("location_id");
            return string.Create(CultureInfo.InvariantCulture, $"{Properties.GetValueOrDefault("domain"):x4}:{location >> 8 & 0xFF:x2}:"
                + $"{location >> 3 & 0x1F:x2}.0");
        }
    }

    public static IReadOnlyList<KfdNode> ReadAll(SystemTree tree) =>
    [
        .. tree.Names(Folder)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(number => number >= 0)
            .Select(number => new KfdNode(number, ReadProperties(tree, $"{Folder}/{number}/properties"))),
    ];

    /// <summary>Nodes this one is linked to by XGMI, with the bandwidth in bytes a second.</summary>
    public IEnumerable<(int Node, Fact<double> BytesPerSecond)> XgmiLinks(SystemTree tree)
    {
        var folder = $"{Folder}/{Number}/io_links";
        foreach (var properties in tree.Names(folder).Select(name => ReadProperties(tree, $"{folder}/{name}/properties")))
        {
            if (properties.GetValueOrDefault("type") != XgmiLink || !properties.TryGetValue("node_to", out var node) || node > int.MaxValue)
                continue;
            var megabytes = properties.GetValueOrDefault("max_bandwidth");
            yield return ((int)node, megabytes > 0 ? megabytes * 1e6 : Fact<double>.Unknown("the driver states no bandwidth"));
        }
    }

    /// <summary>The memory of the node: its size in all banks, the widest bus and the highest clock.</summary>
    public KfdMemory Memory(SystemTree tree)
    {
        var folder = $"{Folder}/{Number}/mem_banks";
        var banks = tree.Names(folder).Select(name => ReadProperties(tree, $"{folder}/{name}/properties"))
            .Where(bank => bank.GetValueOrDefault("size_in_bytes") is > 0 and < 1UL << 50).ToArray();
        var nothing = $"node {Number} of the compute driver lists no memory";
        if (banks.Length == 0) return new KfdMemory(Fact<long>.Unknown(nothing), Fact<int>.Unknown(nothing), Fact<double>.Unknown(nothing));
        var width = banks.Max(bank => bank.GetValueOrDefault("width"));
        var megahertz = banks.Max(bank => bank.GetValueOrDefault("mem_clk_max"));
        return new KfdMemory(
            (long)banks.Aggregate(0UL, (sum, bank) => sum + bank["size_in_bytes"]),
            width is > 0 and <= 65_536 ? (int)width : Fact<int>.Unknown($"node {Number} states a memory bus of {width} bits"),
            megahertz is > 0 and < 20_000
                ? megahertz * 1e6
                : Fact<double>.Unknown($"node {Number} states a memory clock of {megahertz} MHz"));
    }

    private Fact<ulong> Property(string name) =>
        Properties.TryGetValue(name, out var value) ? value : Fact<ulong>.Unknown($"node {Number} of the compute driver states no {name}");

    private static FrozenDictionary<string, ulong> ReadProperties(SystemTree tree, string path)
    {
        var properties = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var line in tree.Text(path).Or("").Split('\n'))
            if (line.Split(' ') is [var name, var text]
                && ulong.TryParse(text.TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                properties[name] = value;
        return properties.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
