namespace StackBench.Core.Statistics;

/// <summary>
/// Random numbers that are the same everywhere and for ever for a seed (Steele, Lea and Flood 2014), so that a result can be repeated.
/// </summary>
public sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A seed that follows from the values alone (FNV-1a over their bits).</summary>
    public static ulong SeedOf(ReadOnlySpan<double> values)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in values)
            hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211UL;
        return hash;
    }

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Evenly from 0 to <paramref name="bound"/> - 1; the bias of at most bound / 2^64 is beyond notice.</summary>
    public int Below(int bound)
    {
        // The upper half of a product of 128 bits; without BMI2, which ahead-of-time code may not expect, Math.BigMul takes far longer.
        var (number, factor) = (Next(), (ulong)bound);
        return (int)((((number >> 32) * factor) + (((number & uint.MaxValue) * factor) >> 32)) >> 32);
    }

    /// <summary>Evenly from 0 to below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Shuffles in place (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
