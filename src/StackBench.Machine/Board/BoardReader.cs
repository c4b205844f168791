using System.Globalization;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;

namespace StackBench.Machine.Board;

/// <summary>Reads maker and model from the firmware's tables, the device tree or a mainframe's description of itself.</summary>
internal static class BoardReader
{
    private const string Folder = "/sys/class/dmi/id";

    private static readonly string[] DeviceTrees = ["/proc/device-tree", "/sys/firmware/devicetree/base"];

    // What makers leave in a field they were to fill.
    private static readonly string[] Placeholders =
    [
        "to be filled by o.e.m.", "default string", "system manufacturer", "system product name", "system version", "not specified",
        "not applicable", "o.e.m.", "oem", "empty", "invalid", "undefined", "none", "n/a", "unknown", "na", "0123456789", "123456789",
        "type1family", "type2 - board vendor name1", "base board manufacturer", "sku", "x.x",
    ];

    public static BoardFacts Read(SystemTree tree, CpuInfo info)
    {
        var maker = Field(tree, "sys_vendor");
        var version = Field(tree, "product_version");
        var product = Field(tree, "product_name");
        return new BoardFacts
        {
            Maker = maker.Else(() => Mainframe(tree, "Manufacturer")).Else(() => Field(tree, "board_vendor")),
            // Lenovo keeps its order number in the name and the name in the version.
            Model = maker.Or("").Equals("LENOVO", StringComparison.OrdinalIgnoreCase) && version.IsKnown
                ? product.Then<string>(number => $"{version.Value} ({number})").Else(() => version)
                : product.Else(() => DeviceTree(tree)).Else(() => Mainframe(tree, "Type").Then<string>(type => $"machine type {type}"))
                    .Else(() => info.First("cpu") is not null && info.First("model") is { } model
                        ? model
                        : Fact<string>.Unknown("no firmware table and no device tree names the machine"))
                    .Else(() => Field(tree, "board_name")),
            MainBoard = Field(tree, "board_name").Then<string>(name =>
                Field(tree, "board_vendor").Then<string>(vendor =>
                    name.StartsWith(vendor, StringComparison.OrdinalIgnoreCase) ? name : $"{vendor} {name}").Or(name)),
            BiosVersion = Field(tree, "bios_version"),
            BiosDate = Field(tree, "bios_date").Then(Date),
        };
    }

    /// <summary>The day of <c>08/06/2025</c>, month first, in the order of ISO 8601.</summary>
    public static Fact<string> Date(string text) =>
        DateOnly.TryParseExact(text, ["MM/dd/yyyy", "M/d/yyyy", "MM/dd/yy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : Fact<string>.Unknown($"the firmware states '{PlainText.Excerpt(text)}' for its date");

    private static Fact<string> Field(SystemTree tree, string name) => tree.Line($"{Folder}/{name}").Then<string>(text =>
        Placeholders.Contains(text.ToLowerInvariant()) || text.All(letter => letter is '0' or ' ' or '.' or '-')
            ? Fact<string>.Unknown($"the maker left '{PlainText.Excerpt(text)}' for {name}")
            : text);

    private static Fact<string> DeviceTree(SystemTree tree) => DeviceTrees.Aggregate(
        Fact<string>.Unknown("there is no device tree"), (found, folder) => found.Else(() => tree.Line($"{folder}/model")));

    private static Fact<string> Mainframe(SystemTree tree, string key) => tree.Text("/proc/sysinfo").Then<string>(text =>
        text.Split('\n').Select(line => line.Split(':', 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0] == key) is [_, var value]
            ? PlainText.OneLine(value)
            : Fact<string>.Unknown($"/proc/sysinfo tells no {key}"));
}
