using System.Runtime.InteropServices;

namespace StackBench.Worker.Libtorch;

/// <summary>
/// The C library's allocator. By its own rule glibc gives large blocks back to the kernel until the process has freed one as large: an
/// operation that allocates its output pays for page faults at every call or not, depending on what ran before it in the process. Here they
/// are kept from the start, as they are in a process that has run for a while.
/// </summary>
internal static partial class Allocator
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD, malloc.h
    private const int MapThreshold = -3; // M_MMAP_THRESHOLD
    private const int LargestMapThreshold = 32 << 20; // glibc refuses more on 64-bit machines
    private const int KeptBytes = 1 << 30;

    /// <returns>Whether the C library has such a setting and took it.</returns>
    public static bool KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return SetOption(MapThreshold, LargestMapThreshold) != 0 & SetOption(TrimThreshold, KeptBytes) != 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false; // musl has none, and no such rule
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
