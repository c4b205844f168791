using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;

namespace StackBench.Machine.Nvidia;

/// <summary>The table that <c>nvidia-smi</c> prints without options: two lines a GPU. Long names are cut by the tool.</summary>
internal static partial class NvidiaSmiTable
{
    public static bool Recognizes(string text) => Header().IsMatch(text) && text.Contains("Bus-Id", StringComparison.Ordinal);

    public static ImmutableArray<GpuFacts> Parse(string text)
    {
        var driver = Header().Match(text) is { Success: true } header
            ? (Fact<string>)header.Groups["driver"].Value
            : Fact<string>.Unknown("the table has no header");
        var lines = text.Split('\n');
        return [.. lines.Index().Select(line => (line.Index, Match: First().Match(line.Item))).Where(line => line.Match.Success)
            .Select(line => Of(line.Match, lines.ElementAtOrDefault(line.Index + 1) ?? "",
                lines.ElementAtOrDefault(line.Index + 2) ?? "", driver))];
    }

    private static GpuFacts Of(Match first, string second, string third, Fact<string> driver)
    {
        var (memory, power, rest) = (Memory().Match(second), Power().Match(second), State().Match(second));
        return new GpuFacts
        {
            PciAddress = PciAddress.Normalize(first.Groups["address"].Value) ?? $"drm:gpu{first.Groups["index"].Value}",
            Vendor = NvidiaVendor.Id,
            Name = first.Groups["name"].Value,
            DeviceId = "unknown",
            Driver = "nvidia",
            DriverVersion = driver,
            MemoryBytes = Count(memory.Groups["total"])
                .Then<long>(bytes => bytes > 0 ? bytes : Fact<long>.Unknown("the tool printed no memory")),
            PowerLimitWatts = Number(power.Groups["limit"], 1),
            PartitionMode = Partition(LastCell(third)),
            State = new GpuState
            {
                TemperaturesCelsius = NvidiaState.Temperatures(
                    Number(rest.Groups["celsius"], 1), Fact<double>.Unknown("the tool prints no memory temperature")),
                PowerWatts = Number(power.Groups["now"], 1),
                MemoryUsedBytes = Count(memory.Groups["used"]),
                BusyShare = Number(Busy().Match(LastCell(second)).Groups["share"], 0.01),
                FanShare = Number(rest.Groups["fan"], 0.01),
                PerformanceState =
                    rest.Groups["state"] is { Success: true } state ? state.Value : Fact<string>.Unknown("the tool printed no state"),
            },
        };
    }

    // fan, temperature, power | memory | utilization, compute mode; and below the last one MIG.
    private static string LastCell(string line) => line.Split('|') is [_, _, _, var cell, ..] ? cell.Trim() : "";

    private static Fact<string> Partition(string mig) => mig switch
    {
        "Enabled" => "MIG",
        "Disabled" or "N/A" => "none",
        _ => Fact<string>.Unknown("the table does not tell"),
    };

    private static Fact<double> Number(Group text, double factor) => text.Success && ToolText.Number(text.Value) is { } number
        ? number * factor
        : Fact<double>.Unknown("the tool printed no number");

    private static Fact<long> Count(Group mebibytes) =>
        mebibytes.Success && long.TryParse(mebibytes.Value, CultureInfo.InvariantCulture, out var count)
            ? count << 20
            : Fact<long>.Unknown("the tool printed no amount");

    [GeneratedRegex(@"^\|\s*NVIDIA-SMI .*?(?:Driver|KMD) Version:\s*(?<driver>[\d.]+)", RegexOptions.Multiline, 10_000)]
    private static partial Regex Header();

    [GeneratedRegex(
        @"^\|\s*(?<index>\d{1,4})\s+(?<name>\S.*?)\s+(?:On|Off|N/A|WDDM|TCC|MCDM)\s*\|\s*"
            + @"(?<address>[0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9A-Fa-f])",
        RegexOptions.None, 10_000)]
    private static partial Regex First();

    [GeneratedRegex(@"\|\s*(?<used>\d{1,9})MiB\s*/\s*(?<total>\d{1,9})MiB", RegexOptions.None, 10_000)]
    private static partial Regex Memory();

    [GeneratedRegex(@"\s(?<now>[\d.]+|N/A|\[[^\]]*\])W?\s*/\s*(?<limit>[\d.]+)W", RegexOptions.None, 10_000)]
    private static partial Regex Power();

    [GeneratedRegex(@"^\|\s*(?<fan>\d+%|N/A|\[[^\]]*\])\s+(?<celsius>\d+)C\s+(?<state>P\d+)", RegexOptions.None, 10_000)]
    private static partial Regex State();

    [GeneratedRegex(@"^(?<share>\d{1,3})%\s", RegexOptions.None, 10_000)]
    private static partial Regex Busy();
}
