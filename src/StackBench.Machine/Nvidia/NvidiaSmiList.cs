using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace StackBench.Machine.Nvidia;

/// <summary>Output of <c>nvidia-smi -L</c>: names and UUIDs of GPUs and of their MIG devices.</summary>
internal static partial class NvidiaSmiList
{
    public static bool Recognizes(string text) => Gpu().IsMatch(text);

    public static ImmutableArray<GpuFacts> Parse(string text)
    {
        var gpus = new List<GpuFacts>();
        foreach (var line in text.Split('\n'))
        {
            if (Gpu().Match(line) is { Success: true } gpu)
                gpus.Add(new GpuFacts
                {
                    PciAddress = $"drm:gpu{gpu.Groups["index"].Value}",
                    Vendor = NvidiaVendor.Id,
                    Name = gpu.Groups["name"].Value,
                    DeviceId = "unknown",
                    Driver = "nvidia",
                    Uuid = gpu.Groups["uuid"].Value,
                    PartitionMode = "none",
                });
            else if (gpus.Count > 0 && Partition().Match(line) is { Success: true } partition)
                gpus[^1] = gpus[^1] with
                {
                    PartitionMode = "MIG",
                    Partitions = [.. gpus[^1].Partitions, new GpuPartition(
                        int.Parse(partition.Groups["index"].Value, CultureInfo.InvariantCulture), partition.Groups["profile"].Value,
                        Fact<int>.Unknown("the tool prints no units"), Fact<long>.Unknown("the tool prints no memory"))],
                };
        }

        return [.. gpus];
    }

    [GeneratedRegex(@"^GPU (?<index>\d{1,4}): (?<name>.+?) \(UUID: (?<uuid>GPU-[^)]+)\)", RegexOptions.Multiline, 10_000)]
    private static partial Regex Gpu();

    [GeneratedRegex(@"^\s+MIG (?<profile>\S+)\s+Device\s+(?<index>\d{1,4}): \(UUID:", RegexOptions.None, 10_000)]
    private static partial Regex Partition();
}
