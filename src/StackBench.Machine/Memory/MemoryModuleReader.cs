using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Memory;

/// <summary>Reads memory modules from the firmware's table or, without the right to, from the memory controllers' error counters.</summary>
internal static class MemoryModuleReader
{
    private const byte MemoryDevice = 17;
    private const string Controllers = "/sys/devices/system/edac/mc";

    private static readonly ImmutableDictionary<byte, string> Types = ImmutableDictionary.CreateRange(new KeyValuePair<byte, string>[]
    {
        new(0x12, "DDR"), new(0x13, "DDR2"), new(0x14, "DDR2"), new(0x18, "DDR3"), new(0x1A, "DDR4"), new(0x22, "DDR5"),
        new(0x1B, "LPDDR"), new(0x1C, "LPDDR2"), new(0x1D, "LPDDR3"), new(0x1E, "LPDDR4"), new(0x23, "LPDDR5"),
        new(0x20, "HBM"), new(0x21, "HBM2"), new(0x24, "HBM3"),
    });

    public static MemoryModules Read(SystemTree tree)
    {
        var devices = Smbios.Read(tree, MemoryDevice).Where(IsMainMemory).ToArray();
        return devices.Length > 0 ? OfFirmware(devices) : OfControllers(tree);
    }

    private static MemoryModules OfFirmware(Smbios[] devices)
    {
        var channels = MemoryChannels.Of([.. devices.Select(device => (device.Text(0x10), device.Text(0x11)))]);
        var modules = devices.Index().Select(device => Module(device.Item, device.Index, channels[device.Index])).ToArray();
        var fitted = modules.Where(module => module.SizeBytes.Or(1) > 0).ToImmutableArray();
        return new MemoryModules(
            fitted,
            modules.Length - fitted.Length,
            modules.All(module => module.Channel.IsKnown)
                ? modules.Select(module => module.Channel.Value).Distinct(StringComparer.Ordinal).Count()
                : Fact<int>.Unknown("the names of the slots do not tell the channels"));
    }

    private static MemoryModule Module(Smbios device, int index, Fact<string> channel)
    {
        var slot = string.Join(' ', new[] { device.Text(0x11), device.Text(0x10) }.Where(text => text.Length > 0).Distinct());
        // Configured since version 2.7; what the module could do is an upper bound before.
        var megatransfers = Rate(device, 0x20, 0x58) ?? Rate(device, 0x15, 0x54);
        return new MemoryModule(
            slot.Length > 0 ? slot : string.Create(CultureInfo.InvariantCulture, $"module {index}"),
            Size(device),
            device.Byte(0x12) is { } type && Types.TryGetValue(type, out var name)
                ? name
                : Fact<string>.Unknown("the firmware names no type"),
            megatransfers is { } rate ? rate * 1e6 : Fact<double>.Unknown("the firmware states no rate"),
            device.Word(0x0A) is > 0 and <= 1024 and var bits ? bits : Fact<int>.Unknown("the firmware states no width"),
            channel);
    }

    // Flash and system management memory have structures of the same type.
    private static bool IsMainMemory(Smbios device) => device.Byte(0x12) is not (0x09 or 0x0A or 0x0B or 0x0C or 0x1F);

    private static Fact<long> Size(Smbios device) => device.Word(0x0C) switch
    {
        null or 0xFFFF => Fact<long>.Unknown("the firmware states no size"),
        0x7FFF => device.DoubleWord(0x1C) is { } megabytes ? (megabytes & 0x7FFF_FFFFL) << 20 : Fact<long>.Unknown("no size"),
        >= 0x8000 and var kilobytes => (kilobytes & 0x7FFFL) << 10,
        { } megabytes => (long)megabytes << 20,
    };

    private static double? Rate(Smbios device, int offset, int extended) => device.Word(offset) switch
    {
        0xFFFF => device.DoubleWord(extended) is > 0 and var rate ? rate : null,
        > 0 and var rate => rate,
        _ => null,
    };

    private static MemoryModules OfControllers(SystemTree tree)
    {
        var modules = tree.Names(Controllers).Where(name => name.StartsWith("mc", StringComparison.Ordinal))
            .SelectMany(controller => tree.Names($"{Controllers}/{controller}")
                .Where(name => name.StartsWith("dimm", StringComparison.Ordinal) || name.StartsWith("rank", StringComparison.Ordinal))
                .Select(name => OfController(tree, controller, $"{Controllers}/{controller}/{name}")))
            .Where(module => module.SizeBytes.Or(0) > 0).ToImmutableArray();
        const string Reason = "the memory controllers list no empty slots";
        return modules.IsEmpty ? MemoryModules.Unread : new MemoryModules(modules, Fact<int>.Unknown(Reason), Fact<int>.Unknown(Reason));
    }

    private static MemoryModule OfController(SystemTree tree, string controller, string folder)
    {
        const string Reason = "the memory controller tells no rate";
        // channel 1 slot 0, or csrow 0 channel 1.
        var words = tree.Line($"{folder}/dimm_location").Or("").Split(' ');
        var at = Array.IndexOf(words, "channel");
        return new MemoryModule(
            tree.Line($"{folder}/dimm_label").Or(Path.GetFileName(folder)),
            tree.Number($"{folder}/size").Then<long>(megabytes => megabytes << 20),
            tree.Line($"{folder}/dimm_mem_type").Then<string>(type => type.Split('-')[^1]),
            Fact<double>.Unknown(Reason),
            Fact<int>.Unknown("the memory controller tells no width"),
            at >= 0 && at + 1 < words.Length ? $"{controller} {words[at + 1]}" : Fact<string>.Unknown("the controller names no channel"));
    }
}
