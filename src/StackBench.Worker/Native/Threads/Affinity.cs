using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace StackBench.Worker.Native.Threads;

/// <summary>
/// Which CPUs this process may use, and pinning of the calling thread. Linux only; elsewhere threads stay where the system puts them.
/// </summary>
internal static partial class Affinity
{
    private const int MaskBytes = 1024; // 8192 CPUs, the most a Linux kernel can be built for

    /// <summary>CPUs the affinity mask admits, ascending; numbers without meaning where the system does not tell.</summary>
    public static ImmutableArray<int> AllowedCpus()
    {
        var mask = new byte[MaskBytes];
        if (!OperatingSystem.IsLinux() || GetAffinity(0, MaskBytes, mask) != 0) return [.. Enumerable.Range(0, Environment.ProcessorCount)];
        return [.. Enumerable.Range(0, MaskBytes * 8).Where(cpu => (mask[cpu / 8] >> (cpu % 8) & 1) != 0)];
    }

    /// <summary>Binds the calling OS thread to one CPU; false where that is not to be had.</summary>
    public static bool Pin(int cpu)
    {
        if (!OperatingSystem.IsLinux() || cpu >= MaskBytes * 8) return false;
        var mask = new byte[MaskBytes];
        mask[cpu / 8] = (byte)(1 << (cpu % 8));
        return SetAffinity(0, MaskBytes, mask) == 0;
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nint size, [Out] byte[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint size, byte[] mask);
}
