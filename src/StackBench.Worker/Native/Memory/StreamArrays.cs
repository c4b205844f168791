namespace StackBench.Worker.Native.Memory;

/// <summary>The arrays of one pattern, cut into one chunk per thread, with values that tell a wrong kernel.</summary>
internal sealed unsafe class StreamArrays : IDisposable
{
    private const int ElementsPerLine = 8;
    private const double Unwritten = -1;

    private readonly PageMemory _memory;
    private readonly StreamPattern _pattern;
    private readonly int _workers;
    private readonly long _strideElements;

    /// <param name="count">Elements of each array.</param>
    public StreamArrays(StreamPattern pattern, long count, int workers)
    {
        (_pattern, Count, _workers) = (pattern, count, workers);
        _strideElements = RoundUp(count, ElementsPerLine);
        _memory = new PageMemory(Arrays * _strideElements * sizeof(double));
    }

    public long Count { get; }

    public int Arrays => _pattern switch { StreamPattern.Read => 1, StreamPattern.Copy => 2, _ => 3 };

    public long Bytes => Arrays * Count * sizeof(double);

    public bool OnHugePages() => _memory.OnHugePages();

    /// <summary>The chunk of one thread; chunks begin at cache lines and cover the arrays once.</summary>
    public StreamChunk Chunk(int worker)
    {
        var share = RoundUp((Count + _workers - 1) / _workers, ElementsPerLine);
        var start = Math.Min(worker * share, Count);
        var length = Math.Min(share, Count - start);
        var first = (double*)_memory.Address + start;
        return new StreamChunk(first, Arrays == 3 ? first + _strideElements : null,
            Arrays > 1 ? first + ((Arrays - 1) * _strideElements) : null, start, (nint)length);
    }

    /// <summary>First touch of a chunk, by the thread that will use it.</summary>
    public void Fill(int worker)
    {
        var chunk = Chunk(worker);
        for (nint i = 0; i < chunk.Count; i++)
        {
            chunk.First[i] = First(chunk.Start + i);
            if (chunk.Second is not null) chunk.Second[i] = Second(chunk.Start + i);
            if (chunk.Target is not null) chunk.Target[i] = Unwritten;
        }
    }

    /// <summary>Holds every element a pass wrote, or its sum, against whole-number arithmetic.</summary>
    /// <param name="sum">What the read kernel returned for this chunk.</param>
    /// <returns>Largest relative deviation; 0 from a right kernel, as all values are whole and small.</returns>
    public double Deviation(int worker, double sum)
    {
        var chunk = Chunk(worker);
        var (worst, expectedSum) = (0.0, 0L);
        for (nint i = 0; i < chunk.Count; i++)
        {
            var index = chunk.Start + i;
            if (chunk.Target is null) expectedSum += First(index);
            else
                worst = Math.Max(worst,
                    Relative(chunk.Target[i],
                        _pattern == StreamPattern.Copy ? First(index) : First(index) + ((long)StreamKernels.Scalar * Second(index))));
        }

        return chunk.Target is null ? Relative(sum, expectedSum) : worst;
    }

    public void Dispose() => _memory.Dispose();

    // Distinct between neighbours, of 20 bits: sums and products stay exact in fp64, and no memory compresses them to nothing.
    private static long First(long index) => 1 + (index * 2_654_435_761 >> 7 & 0xFFFFF);

    private static long Second(long index) => 1 + (index * 40_503 + 12_345 & 0xFFFFF);

    private static double Relative(double value, long expected) =>
        double.IsFinite(value) ? Math.Abs(value - expected) / Math.Max(expected, 1) : double.PositiveInfinity;

    private static long RoundUp(long value, long multiple) => (value + multiple - 1) / multiple * multiple;
}
