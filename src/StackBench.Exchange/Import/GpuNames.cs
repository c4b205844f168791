using System.Globalization;

namespace StackBench.Exchange.Import;

/// <summary>The GPUs that a file names, in one text.</summary>
internal static class GpuNames
{
    /// <summary><c>8 x NVIDIA H100</c>; null where there is none.</summary>
    public static string? Of(IEnumerable<string> names)
    {
        var text = string.Join(", ", names.Where(name => name.Length > 0).CountBy(name => name, StringComparer.Ordinal)
            .Select(gpu => gpu.Value == 1 ? gpu.Key : string.Create(CultureInfo.InvariantCulture, $"{gpu.Value} x {gpu.Key}")));
        return text.Length > 0 ? text : null;
    }
}
