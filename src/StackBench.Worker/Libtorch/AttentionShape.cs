using System.Text.Json;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>Shape and type of scaled dot-product attention, forward, scale 1/sqrt(D).</summary>
/// <param name="Hq">Query heads.</param>
/// <param name="Hkv">Key and value heads; Hq/Hkv query heads share one.</param>
/// <param name="Causal">Query i sees the keys 0..i.</param>
/// <param name="Flash">The fused kernel; else the composition of matrix products and softmax.</param>
internal readonly record struct AttentionShape(
    long B, long Hq, long Hkv, long Sq, long Sk, long D, bool Causal, ElementType Type, bool Flash)
{
    public long Group => Hq / Hkv;

    /// <summary>Rounding of inputs of the second product and of the result; the exponential's approximations.</summary>
    public double Tolerance => Type is ElementType.Bf16 or ElementType.Fp16 ? 8 * Type.UnitRoundoff() : 256 * Type.UnitRoundoff();

    /// <exception cref="UnsupportedException">A parameter is not valid.</exception>
    public static AttentionShape Read(JsonElement parameters)
    {
        var shape = new AttentionShape(
            parameters.Size("b"),
            parameters.Size("hq"),
            parameters.Size("hkv"),
            parameters.Size("sq"),
            parameters.Size("sk"),
            parameters.Size("d"),
            parameters.Flag("causal"),
            ElementTypes.Parse(parameters.Text("dtype"), ElementType.Fp64, ElementType.Fp32, ElementType.Bf16, ElementType.Fp16),
            parameters.Choice("kernel", "flash", "math") == "flash");
        if (shape.Hq % shape.Hkv != 0) throw new UnsupportedException("parameter 'hq' must be a multiple of 'hkv'");
        if (shape.Causal && shape.Sq != shape.Sk)
            throw new UnsupportedException("causal attention needs sq = sk: libraries align other masks differently");
        return shape;
    }
}
