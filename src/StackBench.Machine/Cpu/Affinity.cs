using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace StackBench.Machine.Cpu;

/// <summary>The CPUs the scheduler may run this process on.</summary>
internal static partial class Affinity
{
    private const int FirstMaskBytes = 128;
    private const int LastMaskBytes = 64 << 10;

    /// <summary>Logical CPUs of the affinity mask, ascending; empty when the kernel does not answer.</summary>
    public static ImmutableArray<int> OfThisProcess()
    {
        // The kernel refuses a mask smaller than its own.
        for (var bytes = FirstMaskBytes; bytes <= LastMaskBytes; bytes *= 2)
        {
            var mask = new byte[bytes];
            if (GetAffinity(0, bytes, mask) >= 0)
                return [.. Enumerable.Range(0, bytes * 8).Where(cpu => (mask[cpu / 8] >> cpu % 8 & 1) != 0)];
        }

        return [];
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int processId, nint maskBytes, [Out] byte[] mask);
}
