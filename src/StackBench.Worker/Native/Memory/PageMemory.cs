using System.Globalization;
using System.Runtime.InteropServices;

namespace StackBench.Worker.Native.Memory;

/// <summary>
/// Memory aligned to 2 MiB that nobody has touched yet, on huge pages where Linux grants them: with 4 KiB pages
/// a kernel measures the page walker too.
/// </summary>
internal sealed unsafe partial class PageMemory : IDisposable
{
    private const long HugePageBytes = 2L << 20;

    private readonly void* _mapping;
    private readonly long _mappingBytes;

    /// <exception cref="IOException">The system does not give that much.</exception>
    public PageMemory(long bytes)
    {
        Bytes = (bytes + HugePageBytes - 1) / HugePageBytes * HugePageBytes;
        if (!OperatingSystem.IsLinux())
        {
            _mapping = NativeMemory.AlignedAlloc((nuint)Bytes, (nuint)HugePageBytes);
            Address = (byte*)_mapping;
            return;
        }

        const int readWrite = 3, privateAnonymous = 0x22, adviseHugePages = 14;
        _mappingBytes = Bytes + HugePageBytes;
        var mapping = MemoryMap(0, (nint)_mappingBytes, readWrite, privateAnonymous, -1, 0);
        if (mapping == -1) throw new IOException($"cannot map {Bytes} bytes: error {Marshal.GetLastPInvokeError()}");
        _mapping = (void*)mapping;
        Address = (byte*)((mapping + HugePageBytes - 1) / HugePageBytes * HugePageBytes);
        // A kernel without huge pages refuses the advice; what was granted is told by OnHugePages.
        _ = Advise((nint)Address, (nint)Bytes, adviseHugePages);
    }

    public byte* Address { get; }

    public long Bytes { get; }

    /// <summary>Whether most of the touched memory is on huge pages, as the kernel's own account says.</summary>
    public bool OnHugePages() => OperatingSystem.IsLinux() && IsMostlyHuge(File.ReadLines("/proc/self/smaps"), (ulong)Address);

    /// <summary>Reads the account (<c>smaps</c>) of the mapping that holds <paramref name="address"/>.</summary>
    internal static bool IsMostlyHuge(IEnumerable<string> smaps, ulong address)
    {
        var (resident, huge) = (0L, 0L);
        var inside = false;
        foreach (var line in smaps)
        {
            if (TryRange(line, out var from, out var to)) inside = from <= address && address < to;
            else if (inside && line.StartsWith("Rss:", StringComparison.Ordinal)) resident = Kilobytes(line);
            else if (inside && line.StartsWith("AnonHugePages:", StringComparison.Ordinal)) huge = Kilobytes(line);
        }

        return huge > resident / 2;
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux()) _ = MemoryUnmap((nint)_mapping, (nint)_mappingBytes);
        else NativeMemory.AlignedFree(_mapping);
    }

    private static bool TryRange(string line, out ulong from, out ulong to)
    {
        (from, to) = (0, 0);
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return dash > 0 && space > dash
            && ulong.TryParse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out from)
            && ulong.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out to);
    }

    private static long Kilobytes(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MemoryMap(nint address, nint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int MemoryUnmap(nint address, nint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nint length, int advice);
}
