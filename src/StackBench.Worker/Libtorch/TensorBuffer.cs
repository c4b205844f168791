using System.Runtime.InteropServices;

namespace StackBench.Worker.Libtorch;

/// <summary>Native memory of a tensor: aligned to 64 bytes, large ones to huge pages and advised to use them.</summary>
internal sealed unsafe partial class TensorBuffer : IDisposable
{
    private const long HugePageBytes = 2L << 20;
    private const int AdviseHugePages = 14;
    private const long BlockEntries = 1 << 18;

    public TensorBuffer(ElementType type, long count)
    {
        Type = type;
        Count = count;
        var large = Bytes >= 2 * HugePageBytes;
        var alignment = large ? HugePageBytes : 64;
        Data = NativeMemory.AlignedAlloc((nuint)Bytes, (nuint)alignment);
        if (large && OperatingSystem.IsLinux()) _ = Advise(Data, (nuint)(Bytes / HugePageBytes * HugePageBytes), AdviseHugePages);
    }

    public ElementType Type { get; }

    public long Count { get; }

    public long Bytes => Count * Type.SizeBytes();

    public void* Data { get; private set; }

    public double this[long index] => Type.Read(Data, index);

    /// <summary>N(0, <paramref name="deviation"/>^2), rounded to the type; equal states of the generator give equal values.</summary>
    public TensorBuffer FillNormal(SeededNormals normals, double deviation)
    {
        // Drawing millions of values takes longer than measuring with them: blocks have seeds of their own, for all cores to share.
        var seeds = new long[(Count + BlockEntries - 1) / BlockEntries];
        for (var i = 0; i < seeds.Length; i++) seeds[i] = (long)normals.NextBits();
        Parallel.For(0, seeds.Length, block =>
        {
            var own = new SeededNormals(seeds[block]);
            var end = Math.Min(Count, (block + 1) * BlockEntries);
            for (var i = block * BlockEntries; i < end; i++) Type.Write(Data, i, own.NextNormal() * deviation);
        });
        return this;
    }

    /// <summary>A pattern no result has (NaN, or 0x7F bytes in integers), so that an entry left unwritten is found out.</summary>
    public TensorBuffer FillUnwritten()
    {
        if (Type is ElementType.Int8 or ElementType.Int32)
        {
            for (long i = 0; i < Bytes; i++) ((byte*)Data)[i] = 0x7F;
        }
        else
        {
            for (long i = 0; i < Count; i++) Type.Write(Data, i, double.NaN);
        }

        return this;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Data);
        Data = null;
    }

    // Advice only: without huge pages the memory works as well, with more TLB misses.
    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
