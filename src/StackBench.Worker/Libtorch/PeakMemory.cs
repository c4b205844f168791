using System.Globalization;
using System.Runtime.InteropServices;

namespace StackBench.Worker.Libtorch;

/// <summary>Resident memory one call needs beyond what is held before it, its fresh result included. Linux only.</summary>
internal static partial class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string ClearRefs = "/proc/self/clear_refs";

    /// <summary>In bytes; null where the kernel does not reset the high-water mark, or the call found memory to reuse.</summary>
    /// <param name="freshBytes">What the call allocates for certain: less cannot be true.</param>
    /// <remarks>The allocator keeps freed memory, which a call would find and reuse: it is given back before.</remarks>
    public static double? Of(Action call, long freshBytes)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(ClearRefs)) return null;
        _ = Trim(0);
        try
        {
            File.WriteAllText(ClearRefs, "5");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"peak memory is not measured: {exception.Message}");
            return null;
        }

        var before = Kilobytes("VmHWM:");
        call();
        var after = Kilobytes("VmHWM:");
        var bytes = (after - before) * 1024;
        return bytes >= freshBytes ? bytes : null;
    }

    private static double Kilobytes(string field)
    {
        var line = File.ReadLines(Status).First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
