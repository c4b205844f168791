using System.Runtime.InteropServices;

namespace StackBench.Worker.Device;

/// <summary>
/// Random bits of any length: a block over and over, whose length is a prime number of vectors, so that no power of two finds the same
/// bits again.
/// </summary>
internal sealed class RandomPattern
{
    private const int Vectors = 1_048_573;
    private const int WordsPerVector = 4;

    private readonly uint[] _words = new uint[Vectors * WordsPerVector];

    private RandomPattern(long seed) => new Random(unchecked((int)(seed ^ (seed >> 32)))).NextBytes(MemoryMarshal.AsBytes(_words.AsSpan()));

    public static RandomPattern Bits(long seed) => new(seed);

    /// <summary>fp32 numbers from 1 to 2 with a random mantissa.</summary>
    public static RandomPattern Numbers(long seed)
    {
        var pattern = new RandomPattern(seed);
        foreach (ref var word in pattern._words.AsSpan()) word = 0x3F800000 | (word & 0x007FFFFF);
        return pattern;
    }

    /// <summary>Writes the bits that begin at a place, counted in bytes.</summary>
    public void Fill(Span<byte> part, long place)
    {
        var bytes = MemoryMarshal.AsBytes(_words.AsSpan());
        while (!part.IsEmpty)
        {
            var from = (int)(place % bytes.Length);
            var count = Math.Min(part.Length, bytes.Length - from);
            bytes.Slice(from, count).CopyTo(part);
            part = part[count..];
            place += count;
        }
    }

    /// <summary>Bytes of a stretch that differ from the pattern.</summary>
    public long Differences(ReadOnlySpan<byte> part, long place)
    {
        var bytes = MemoryMarshal.AsBytes(_words.AsSpan());
        long differences = 0;
        while (!part.IsEmpty)
        {
            var from = (int)(place % bytes.Length);
            var count = Math.Min(part.Length, bytes.Length - from);
            var found = part[..count];
            var wanted = bytes.Slice(from, count);
            if (!found.SequenceEqual(wanted))
                for (var i = 0; i < count; i++) differences += found[i] == wanted[i] ? 0 : 1;
            part = part[count..];
            place += count;
        }

        return differences;
    }
}
