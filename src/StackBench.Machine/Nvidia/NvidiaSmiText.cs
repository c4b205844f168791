using System.Text;
using StackBench.Machine.Import;

namespace StackBench.Machine.Nvidia;

/// <summary>Reads the text of <c>nvidia-smi -q</c>: sections by indentation, one <c>key : value</c> a line.</summary>
internal static class NvidiaSmiText
{
    private const int IndentWidth = 4;
    private const string PartitionSection = "mig_device";

    public static IReadOnlyList<NvidiaSmiGpu> Read(string text)
    {
        var machine = new Dictionary<string, string>(StringComparer.Ordinal);
        var gpus = new List<(string Id, Dictionary<string, string> Fields, List<Dictionary<string, string>> Partitions)>();
        var path = new List<string>();
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0))
        {
            var depth = (line.Length - line.TrimStart().Length) / IndentWidth;
            if (depth == 0 && line.StartsWith("GPU ", StringComparison.Ordinal))
            {
                gpus.Add((line[4..].Trim(), new(StringComparer.Ordinal), []));
                path.Clear();
                continue;
            }

            var colon = line.IndexOf(" : ", StringComparison.Ordinal);
            var key = Normalize(colon < 0 ? line : line[..colon]);
            if (colon >= 0 && (depth == 0 || gpus.Count == 0))
            {
                machine.TryAdd(key, line[(colon + 3)..].Trim());
                continue;
            }

            if (gpus.Count == 0 || depth == 0) continue;
            if (path.Count >= depth) path.RemoveRange(depth - 1, path.Count - depth + 1);
            var gpu = gpus[^1];
            if (colon < 0)
            {
                path.Add(key);
                if (depth == 1 && key == PartitionSection) gpu.Partitions.Add(new(StringComparer.Ordinal));
                continue;
            }

            var isPartition = path.Count > 0 && path[0] == PartitionSection;
            var fields = isPartition ? gpu.Partitions[^1] : gpu.Fields;
            fields.TryAdd(string.Join('/', [.. path.Skip(isPartition ? 1 : 0), key]), line[(colon + 3)..].Trim());
        }

        return [.. gpus.Select(gpu => new NvidiaSmiGpu(
            gpu.Id, new ToolFields(gpu.Fields), new ToolFields(machine), [.. gpu.Partitions.Select(part => new ToolFields(part))]))];
    }

    /// <summary><c>GPU Link Info</c> becomes <c>gpu_link_info</c>.</summary>
    private static string Normalize(string key)
    {
        var name = new StringBuilder(key.Length);
        foreach (var character in key.Trim())
            name.Append(char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '_');
        return name.ToString();
    }
}
