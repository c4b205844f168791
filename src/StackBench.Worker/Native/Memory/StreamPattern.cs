namespace StackBench.Worker.Native.Memory;

/// <summary>What one pass does with each element; <c>s</c> is <see cref="StreamKernels.Scalar"/>.</summary>
internal enum StreamPattern
{
    /// <summary><c>sum += first[i]</c>: one array.</summary>
    Read,

    /// <summary><c>target[i] = first[i]</c>: two arrays.</summary>
    Copy,

    /// <summary><c>target[i] = first[i] + s * second[i]</c>: three arrays.</summary>
    Triad,
}
