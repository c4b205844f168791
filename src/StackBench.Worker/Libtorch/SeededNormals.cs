namespace StackBench.Worker.Libtorch;

/// <summary>Reproducible random numbers: SplitMix64 bits; normal deviates by Box and Muller's method.</summary>
internal sealed class SeededNormals(long seed)
{
    private ulong _state = (ulong)seed;
    private double _spare = double.NaN;

    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 up to, not including, <paramref name="end"/>.</summary>
    public long NextIndex(long end) => (long)Math.BigMul(NextBits(), (ulong)end, out _);

    /// <summary>From N(0,1).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spare))
        {
            var spare = _spare;
            _spare = double.NaN;
            return spare;
        }

        var radius = Math.Sqrt(-2 * Math.Log(NextUnit()));
        var (sin, cos) = Math.SinCos(2 * Math.PI * NextUnit());
        _spare = radius * sin;
        return radius * cos;
    }

    // In (0, 1]: the logarithm of 0 is not wanted.
    private double NextUnit() => ((NextBits() >> 11) + 1) * (1.0 / (1L << 53));
}
