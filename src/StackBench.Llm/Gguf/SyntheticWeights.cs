using StackBench.Core.Statistics;

namespace StackBench.Llm.Gguf;

/// <summary>
/// Random weights that are the same everywhere for a seed: sums of four even 16-bit numbers (Irwin-Hall), near enough to normal, with
/// integer and exactly rounded operations only, where logarithm and cosine would differ from one mathematics library to the next.
/// </summary>
internal sealed class SyntheticWeights(ulong seed)
{
    private const int Centre = 2 * 65535;

    /// <summary>Four times the variance of a number drawn evenly from 0 to 65535: (2^32 - 1) / 12 each.</summary>
    private static readonly double SumDeviation = Math.Sqrt((4294967296.0 - 1) / 3);

    private readonly SplitMix64 _random = new(seed);

    /// <summary>The stream of one tensor of a model: tensors do not depend on each other.</summary>
    public static SyntheticWeights Of(long seed, int tensor)
    {
        var mixed = new SplitMix64(unchecked((ulong)seed));
        return new SyntheticWeights(mixed.Next() ^ new SplitMix64((ulong)tensor + 1).Next());
    }

    /// <summary>Fills with numbers of mean 0 and the given standard deviation.</summary>
    public void Fill(Span<float> weights, float deviation)
    {
        var scale = (float)(deviation / SumDeviation);
        for (var i = 0; i < weights.Length; i++)
        {
            var bits = _random.Next();
            var sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48);
            weights[i] = (sum - Centre) * scale;
        }
    }
}
