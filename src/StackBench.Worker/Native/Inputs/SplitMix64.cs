namespace StackBench.Worker.Native.Inputs;

/// <summary>Steele, Lea and Flood's SplitMix64: the same numbers on every machine and runtime, unlike <see cref="Random"/>.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1; its bias of bound / 2^64 is of no matter here.</summary>
    public long Below(ulong bound) => (long)Math.BigMul(Next(), bound, out _);

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, 53 random bits.</summary>
    public double Between(double low, double high) => low + ((high - low) * ((Next() >> 11) * (1.0 / (1UL << 53))));
}
