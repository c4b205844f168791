using System.Globalization;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Memory a process can still take before it is killed, from the kernel's files.</summary>
internal static class AvailableMemory
{
    /// <summary>
    /// What loading takes, in sizes of the model: its bytes, the message they are read into, and the weights as kernels want them.
    /// </summary>
    private const double LoadFactor = 2.5;

    /// <param name="modelBytes">Size of the model.</param>
    /// <param name="available">In bytes; null where it is not known.</param>
    /// <exception cref="UnsupportedException">A model of that size would not fit.</exception>
    public static void RequireFor(long modelBytes, long? available)
    {
        const double gibi = 1 << 30;
        var needed = modelBytes * LoadFactor;
        if (available < needed)
            throw new UnsupportedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"loading the model takes about {needed / gibi:0.0} GiB of memory, and {available / gibi:0.0} GiB are available"),
                "close other programs, or measure a smaller model");
    }

    /// <summary>In bytes: the machine's, or what the control group leaves where that is less; null where neither is told.</summary>
    public static long? Read(string root)
    {
        string group = Path.Combine(root, "sys/fs/cgroup"), stat = Path.Combine(group, "memory.stat");
        // What files are cached there counts as taken, and is given back where memory is needed.
        var cachedBytes = (Field(stat, "inactive_file ") ?? 0) + (Field(stat, "active_file ") ?? 0);
        long?[] limits =
        [
            Field(Path.Combine(root, "proc/meminfo"), "MemAvailable:") * 1024,
            Number(Path.Combine(group, "memory.max")) - Number(Path.Combine(group, "memory.current")) + cachedBytes,
        ];
        return limits.Min();
    }

    private static long? Field(string file, string name) => File.Exists(file)
        ? Parse(File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            ?[name.Length..].Replace("kB", "", StringComparison.Ordinal))
        : null;

    // "max" is no number: no limit.
    private static long? Number(string file) => File.Exists(file) ? Parse(File.ReadAllText(file)) : null;

    private static long? Parse(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
