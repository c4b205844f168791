using System.Collections.Immutable;

namespace StackBench.Worker.Onnxruntime;

/// <summary>A node as a profile tells that it ran.</summary>
/// <param name="Provider">As the library lists it.</param>
/// <param name="Op">The operator that ran, which the library may have made of several.</param>
/// <param name="FirstType">Type of its first input, as the profile spells it: <c>float</c>; null where it does not tell.</param>
internal sealed record NodeRun(string Provider, string Op, string? FirstType = null)
{
    private static readonly ImmutableArray<string> OfLayers = ["Conv", "FusedConv", "NhwcFusedConv", "Gemm", "FusedGemm"];

    private static readonly ImmutableArray<string> OfMatrices = ["MatMul", "FusedMatMul"];

    private static readonly ImmutableArray<string> OfWholeNumbers =
    [
        "QLinearConv", "QLinearMatMul", "QGemm", "QAttention", "MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul",
        "ConvInteger",
    ];

    /// <summary>A product of whole numbers.</summary>
    public bool IsWhole => OfWholeNumbers.Contains(Op);

    /// <summary>A convolution or a layer of a perceptron in floating point: these have weights.</summary>
    public bool IsLayer => OfLayers.Contains(Op);

    /// <summary>A product of two matrices in floating point, weights or not.</summary>
    public bool IsMatrix => OfMatrices.Contains(Op);

    /// <summary>A product in single precision.</summary>
    public bool IsSingle => (IsLayer || IsMatrix) && FirstType == "float";
}
