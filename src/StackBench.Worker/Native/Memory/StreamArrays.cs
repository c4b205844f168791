using System.Numerics;

namespace StackBench.Worker.Native.Memory;

/// <summary>The arrays of one pattern, cut into one chunk per thread, with values that tell a wrong kernel.</summary>
internal sealed unsafe class StreamArrays : IDisposable
{
    private const int ElementsPerLine = 8;
    private const double Unwritten = -1;

    // Arrays at equal offsets modulo a large power of two meet in the same banks of the memory: up to a quarter of the rate on Zen 4.
    // What lies between is never touched.
    private const long GapBytes = 17 * (2L << 20);

    private readonly PageMemory _memory;
    private readonly StreamPattern _pattern;
    private readonly int _workers;
    private readonly long _strideElements;

    /// <param name="count">Elements of each array.</param>
    public StreamArrays(StreamPattern pattern, long count, int workers)
    {
        (_pattern, Count, _workers) = (pattern, count, workers);
        _strideElements = RoundUp(count, ElementsPerLine) + (GapBytes / sizeof(double));
        _memory = new PageMemory(((Arrays - 1) * _strideElements + RoundUp(count, ElementsPerLine)) * sizeof(double));
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
        var values = new StreamValues(chunk.Start);
        nint i = 0;
        for (; i <= chunk.Count - Vector<double>.Count; i += Vector<double>.Count, values.Step())
        {
            Vector.ConvertToDouble(values.First).Store(chunk.First + i);
            if (chunk.Second is not null) Vector.ConvertToDouble(values.Second).Store(chunk.Second + i);
            if (chunk.Target is not null) new Vector<double>(Unwritten).Store(chunk.Target + i);
        }

        for (; i < chunk.Count; i++)
        {
            chunk.First[i] = StreamValues.FirstAt(chunk.Start + i);
            if (chunk.Second is not null) chunk.Second[i] = StreamValues.SecondAt(chunk.Start + i);
            if (chunk.Target is not null) chunk.Target[i] = Unwritten;
        }
    }

    /// <summary>Makes the target again what no pass writes, after passes that do not count.</summary>
    public void Erase(int worker)
    {
        var chunk = Chunk(worker);
        for (nint i = 0; chunk.Target is not null && i < chunk.Count; i++) chunk.Target[i] = Unwritten;
    }

    /// <summary>Compares every element a pass wrote, or its sum, with whole-number arithmetic.</summary>
    /// <param name="sum">What the read kernel returned for this chunk.</param>
    /// <returns>Largest relative deviation; 0 from a right kernel, as all values are whole and small.</returns>
    public double Deviation(int worker, double sum)
    {
        var chunk = Chunk(worker);
        return chunk.Target is null ? Relative(sum, ExpectedSum(chunk)) : DeviationOfTarget(chunk);
    }

    private static long ExpectedSum(in StreamChunk chunk)
    {
        var values = new StreamValues(chunk.Start);
        var sums = Vector<long>.Zero;
        nint i = 0;
        for (; i <= chunk.Count - Vector<long>.Count; i += Vector<long>.Count, values.Step()) sums += values.First;
        var sum = Vector.Sum(sums);
        for (; i < chunk.Count; i++) sum += StreamValues.FirstAt(chunk.Start + i);
        return sum;
    }

    // Whole vectors of a right kernel are equal; only where one is not is it worth to ask by how much.
    private double DeviationOfTarget(in StreamChunk chunk)
    {
        var values = new StreamValues(chunk.Start);
        var isTriad = _pattern == StreamPattern.Triad;
        var worst = 0.0;
        nint i = 0;
        for (; i <= chunk.Count - Vector<double>.Count; i += Vector<double>.Count, values.Step())
        {
            // Three times by additions: see StreamValues.
            var expected = isTriad ? values.First + values.Second + values.Second + values.Second : values.First;
            if (!Vector.EqualsAll(Vector.Load(chunk.Target + i), Vector.ConvertToDouble(expected))) Scalar(chunk, i, Vector<double>.Count);
        }

        Scalar(chunk, i, chunk.Count - i);
        return worst;

        void Scalar(in StreamChunk chunk, nint begin, nint count)
        {
            for (var at = begin; at < begin + count; at++)
            {
                var index = chunk.Start + at;
                var first = StreamValues.FirstAt(index);
                var expected = isTriad ? first + ((long)StreamKernels.Scalar * StreamValues.SecondAt(index)) : first;
                worst = Math.Max(worst, Relative(chunk.Target[at], expected));
            }
        }
    }

    public void Dispose() => _memory.Dispose();

    private static double Relative(double value, long expected) =>
        double.IsFinite(value) ? Math.Abs(value - expected) / Math.Max(expected, 1) : double.PositiveInfinity;

    private static long RoundUp(long value, long multiple) => (value + multiple - 1) / multiple * multiple;
}
