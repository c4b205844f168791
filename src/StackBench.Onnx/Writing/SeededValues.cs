using System.Text;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Writing;

/// <summary>
/// Values of a weight, the same everywhere for a seed: sums of four even 16-bit numbers (Irwin-Hall), near enough to normal, from a stream
/// of 64-bit numbers (Steele, Lea and Flood 2014) that follows from the seed and the weight's name. Only integer and exactly rounded
/// operations are used, so that the Python worker (<c>models/seeded.py</c>) draws the same ones.
/// </summary>
internal sealed class SeededValues
{
    private const int Centre = 2 * 65535;

    /// <summary>Of four numbers drawn evenly from 0 to 65535, each of the variance (2^32 - 1) / 12.</summary>
    private static readonly double SumDeviation = Math.Sqrt((4294967296.0 - 1) / 3);

    private readonly float _mean;
    private readonly float _scale;
    private ulong _state;

    public SeededValues(Weight weight, long seed)
    {
        _mean = weight.Mean;
        _scale = (float)(weight.Deviation / SumDeviation);
        _state = Mix(unchecked((ulong)seed)) ^ Mix(Hash(weight.Name));
    }

    /// <summary>Fills with the next values.</summary>
    public void Fill(Span<float> values)
    {
        if (_scale == 0)
        {
            values.Fill(_mean);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            var bits = Mix(_state += 0x9E3779B97F4A7C15UL);
            var sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48);
            values[i] = _mean + ((sum - Centre) * _scale);
        }
    }

    /// <summary>FNV-1a (Fowler, Noll and Vo) of the name in UTF-8.</summary>
    private static ulong Hash(string name)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var part in Encoding.UTF8.GetBytes(name)) hash = (hash ^ part) * 0x100000001B3UL;
        return hash;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
