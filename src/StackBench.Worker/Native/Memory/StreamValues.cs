using System.Numerics;

namespace StackBench.Worker.Native.Memory;

/// <summary>
/// What the arrays hold, a vector at a time: whole numbers of at most 20 bits, distinct between neighbours. Sums and products of them stay
/// exact in fp64, and no memory compresses them to nothing.
/// </summary>
/// <param name="index">Of the first element of the first vector.</param>
internal struct StreamValues(long index)
{
    private const long FirstFactor = 2_654_435_761;
    private const long SecondFactor = 40_503;
    private const long SecondOffset = 12_345;
    private const long Mask = 0xFFFFF;

    // Steps are additions: few processors multiply whole numbers of 64 bits in vectors.
    private Vector<long> _first = Vector.CreateSequence(index, 1L) * FirstFactor;
    private Vector<long> _second = (Vector.CreateSequence(index, 1L) * SecondFactor) + new Vector<long>(SecondOffset);

    public readonly Vector<long> First => (Vector.ShiftRightLogical(_first, 7) & new Vector<long>(Mask)) + Vector<long>.One;

    public readonly Vector<long> Second => (_second & new Vector<long>(Mask)) + Vector<long>.One;

    public static long FirstAt(long index) => 1 + (index * FirstFactor >> 7 & Mask);

    public static long SecondAt(long index) => 1 + (index * SecondFactor + SecondOffset & Mask);

    /// <summary>Goes to the next vector.</summary>
    public void Step()
    {
        _first += new Vector<long>(FirstFactor * Vector<long>.Count);
        _second += new Vector<long>(SecondFactor * Vector<long>.Count);
    }
}
