using System.Text.Json;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>Shape and type of a matrix product.</summary>
/// <param name="Transposed">B is the transposed view of a row-major N x K matrix.</param>
internal readonly record struct GemmShape(long M, long N, long K, ElementType Type, bool Transposed)
{
    /// <summary>
    /// Rounding of the result plus what sums of K terms of size 1/sqrt(K) pick up: errors grow with sqrt(K). Integers are exact.
    /// </summary>
    public double Tolerance => Type == ElementType.Int8 ? 0 : (2 * Type.UnitRoundoff()) + (4 * Math.Sqrt(K) * Type.AccumulationRoundoff());

    /// <exception cref="UnsupportedException">A parameter is not valid.</exception>
    public static GemmShape Read(JsonElement parameters) => new(
        parameters.Size("m"),
        parameters.Size("n"),
        parameters.Size("k"),
        ElementTypes.Parse(
            parameters.Text("dtype"), ElementType.Fp64, ElementType.Fp32, ElementType.Bf16, ElementType.Fp16, ElementType.Int8),
        parameters.Choice("layout", "nn", "nt") == "nt");
}
