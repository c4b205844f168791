using System.Collections.Immutable;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Precisions;

/// <summary>The type of number that a network computes in.</summary>
/// <param name="Name">In parameters and results: fp32, fp16, bf16, int8.</param>
/// <param name="Tolerance">
/// Error of an output that rounding explains, relative to the larger of it and a typical one. Of fp32 and the 16-bit types: a step of
/// the type (2^-24, 2^-11, 2^-8) over the sums and layers of a deep network. Of int8: where a number lies between two whole ones, single
/// precision may take the other, a step of 1/16, and layers after it pass that on.
/// </param>
/// <param name="RmsTolerance">
/// Of the root mean square of all errors of an output, relative to that of the output: numbers that take the other step are few.
/// </param>
/// <param name="Of">The network of it, made of that in fp32.</param>
public sealed record Precision(string Name, double Tolerance, double RmsTolerance, Func<OnnxGraph, OnnxGraph> Of)
{
    public static Precision Fp32 { get; } = new("fp32", 2048.0 / (1 << 24), 512.0 / (1 << 24), graph => graph);

    /// <summary>The one list of types.</summary>
    public static ImmutableArray<Precision> All { get; } =
    [
        Fp32,
        new("fp16", 64.0 / (1 << 11), 16.0 / (1 << 11), graph => HalfPrecision.Of(graph, ElementType.Float16)),
        new("bf16", 32.0 / (1 << 8), 8.0 / (1 << 8), graph => HalfPrecision.Of(graph, ElementType.BFloat16)),
        new("int8", 0.25, 0.03, Quantized.Of),
    ];

    public static Precision? Find(string name) => All.FirstOrDefault(precision => precision.Name == name);
}
