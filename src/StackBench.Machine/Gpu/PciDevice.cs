using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Gpu;

/// <summary>A device as the PCI part of sysfs tells it. Ids are four digits in lower case.</summary>
/// <param name="Folder">Of the device in the tree.</param>
/// <param name="Address">PCI address, or the name of the card where it is not told.</param>
/// <param name="Class">Class, sub-class and interface in one number.</param>
internal sealed record PciDevice(
    string Folder, string Address, Fact<long> Class, Fact<string> Vendor, Fact<string> Device, Fact<string> Revision,
    Fact<string> Subsystem, Fact<string> Driver)
{
    private const int DisplayClass = 0x03;
    private const int AcceleratorClass = 0x12;

    public bool IsDisplay => Class.IsKnown && Class.Value >> 16 == DisplayClass;

    public bool IsAccelerator => Class.IsKnown && Class.Value >> 16 == AcceleratorClass;

    /// <param name="name">Of the entry: a PCI address or a card.</param>
    public static PciDevice Read(SystemTree tree, string folder, string name)
    {
        var events = Uevent(tree, folder);
        var address = PciAddress.Normalize(events.GetValueOrDefault("PCI_SLOT_NAME", ""))
            ?? PciAddress.Normalize(name)
            ?? PciAddress.Normalize(tree.LinkName(folder).Or(""))
            ?? $"drm:{name}";
        return new PciDevice(
            folder,
            address,
            Hex(tree, $"{folder}/class"),
            Id(tree, $"{folder}/vendor").Else(() => IdPart(events, "PCI_ID", 0)),
            Id(tree, $"{folder}/device").Else(() => IdPart(events, "PCI_ID", 1)),
            Hex(tree, $"{folder}/revision").Then<string>(revision => revision.ToString("x2", CultureInfo.InvariantCulture)),
            SubsystemOf(tree, folder, events),
            tree.LinkName($"{folder}/driver").Else(
                () => events.TryGetValue("DRIVER", out var driver) ? driver : Fact<string>.Unknown("no driver is bound to the device")));
    }

    private static Fact<string> SubsystemOf(SystemTree tree, string folder, ImmutableDictionary<string, string> events)
    {
        var vendor = Id(tree, $"{folder}/subsystem_vendor").Else(() => IdPart(events, "PCI_SUBSYS_ID", 0));
        var device = Id(tree, $"{folder}/subsystem_device").Else(() => IdPart(events, "PCI_SUBSYS_ID", 1));
        return vendor.Then(v => device.Then<string>(d => $"{v}:{d}"));
    }

    private static ImmutableDictionary<string, string> Uevent(SystemTree tree, string folder) =>
        tree.Text($"{folder}/uevent").Or("").Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0], StringComparer.Ordinal)
            .ToImmutableDictionary(group => group.Key, group => PlainText.OneLine(group.First()[1]), StringComparer.Ordinal);

    private static Fact<string> IdPart(ImmutableDictionary<string, string> events, string key, int part) =>
        events.TryGetValue(key, out var text) && text.Split(':') is { Length: 2 } parts && Parse(parts[part]) is <= 0xFFFF and var id
            ? id.ToString("x4", CultureInfo.InvariantCulture)
            : Fact<string>.Unknown($"uevent of the device tells no {key}");

    private static Fact<string> Id(SystemTree tree, string path) => Hex(tree, path).Then<string>(id =>
        id is >= 0 and <= 0xFFFF ? id.ToString("x4", CultureInfo.InvariantCulture) : Fact<string>.Unknown($"{path} is no PCI id"));

    private static Fact<long> Hex(SystemTree tree, string path) => tree.Line(path).Then<long>(text =>
        text.StartsWith("0x", StringComparison.Ordinal) && Parse(text[2..]) is { } number
            ? number
            : Fact<long>.Unknown($"{path} says '{PlainText.Excerpt(text)}'"));

    private static long? Parse(string text) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
}
