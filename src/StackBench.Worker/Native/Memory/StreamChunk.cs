namespace StackBench.Worker.Native.Memory;

/// <summary>The part of the arrays that one thread works on; arrays the pattern has not are null.</summary>
/// <param name="start">Index of its first element in the whole arrays.</param>
internal readonly unsafe ref struct StreamChunk(double* first, double* second, double* target, long start, nint count)
{
    public double* First { get; } = first;

    public double* Second { get; } = second;

    public double* Target { get; } = target;

    public long Start { get; } = start;

    public nint Count { get; } = count;

    /// <summary>Its first elements, at most so many.</summary>
    public StreamChunk Begin(long most) => new(First, Second, Target, Start, (nint)Math.Min(Count, most));
}
