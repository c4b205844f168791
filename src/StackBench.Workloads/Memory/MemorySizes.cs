using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using StackBench.Machine;

namespace StackBench.Workloads.Memory;

/// <summary>How large arrays must be to measure memory and not a cache, and the sizes between.</summary>
internal static class MemorySizes
{
    private const long Mebibyte = 1L << 20;
    private const long SmallestArrayBytes = 256 * Mebibyte;
    private const long SmallestRungBytes = 16 << 10;
    private const long LargestChaseBytes = 1024 * Mebibyte;
    private const double ShareOfAvailable = 0.4;
    private const int Arrays = 3;
    private static readonly string[] BinaryUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>
    /// Bytes of each array: STREAM's rule of four times all last-level caches, at least 256 MiB, within 40 % of the available memory
    /// for three arrays. A capped size is a power of two, so that it does not follow every change of free memory.
    /// </summary>
    public static long ArrayBytes(MachineFacts machine)
    {
        var wanted = Math.Max(RoundUpToMebibyte(4 * machine.Cpu.LastLevelCacheBytes.Or(0)), SmallestArrayBytes);
        var available = machine.Memory.AvailableBytes;
        if (!available.IsKnown) return wanted;
        var cap = Math.Max((long)(available.Value * ShareOfAvailable / Arrays), SmallestRungBytes);
        return wanted <= cap ? wanted : 1L << BitOperations.Log2((ulong)cap);
    }

    /// <summary>
    /// Whether arrays of this size measure memory: not where little free memory and large caches leave what a cache mostly holds. Where no
    /// last-level cache is told (a virtual machine may hide it), <see cref="SmallestArrayBytes"/> is taken to be beyond it.
    /// </summary>
    public static bool AreBeyondCaches(MachineFacts machine, long arrayBytes) =>
        machine.Cpu.LastLevelCacheBytes is { IsKnown: true, Value: var cache } ? arrayBytes >= 2 * cache : arrayBytes >= SmallestArrayBytes;

    /// <summary>
    /// Bytes of the pointer chase through memory: as the arrays, but at most 1 GiB. One thread fills no more than its own
    /// last-level cache, and the cycle through more takes minutes to build.
    /// </summary>
    public static long ChaseBytes(long arrayBytes) => Math.Min(arrayBytes, LargestChaseBytes);

    /// <summary>Powers of two from 16 KiB up to, not including, <paramref name="memoryBytes"/>.</summary>
    public static ImmutableArray<long> Ladder(long memoryBytes)
    {
        var rungs = ImmutableArray.CreateBuilder<long>();
        for (var bytes = SmallestRungBytes; bytes < memoryBytes; bytes *= 2) rungs.Add(bytes);
        return rungs.ToImmutable();
    }

    /// <summary>Whether a rung is one of 64 KiB, 256 KiB, 1 MiB and so on by factors of four.</summary>
    public static bool IsStandardRung(long bytes) => bytes >= 64 << 10 && BitOperations.Log2((ulong)bytes) % 2 == 0;

    /// <summary>
    /// A size as it stands in names, in the largest unit of which it is a whole multiple: <c>64 KiB</c>, <c>1100 MiB</c>.
    /// </summary>
    public static string Text(long bytes)
    {
        var step = Math.Min(BitOperations.TrailingZeroCount(bytes) / 10, BinaryUnits.Length - 1);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes >> (10 * step)} {BinaryUnits[step]}");
    }

    private static long RoundUpToMebibyte(long bytes) => (bytes + Mebibyte - 1) / Mebibyte * Mebibyte;
}
