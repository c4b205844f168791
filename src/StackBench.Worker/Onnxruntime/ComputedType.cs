using System.Globalization;
using StackBench.Onnx.Graph;
using StackBench.Onnx.Precisions;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Onnxruntime;

/// <summary>What products were computed in, by the profile of a run: a library may compute in other types than the model's.</summary>
internal static class ComputedType
{
    private const string Int8 = "int8";

    /// <summary>ONNX Runtime makes a float Gemm of BERT's last product, a row that costs nothing beside the others.</summary>
    private const int WholePerFloat = 10;

    /// <summary>Refuses what was to be computed in int8 and was not.</summary>
    /// <param name="graph">Of the network in fp32: which products have weights.</param>
    /// <exception cref="UnsupportedException">More than a few products with weights were not seen to be of whole numbers.</exception>
    public static void Require(ProviderNodes nodes, Precision precision, OnnxGraph graph)
    {
        if (precision.Name != Int8) return;
        var weights = graph.Weights.Where(weight => weight.IsParameter).Select(weight => weight.Name).ToHashSet(StringComparer.Ordinal);
        var withoutWeight = graph.Nodes.Count(node => node.Op == "MatMul" && !weights.Contains(node.Inputs[1]));
        var inFloat = nodes.Nodes.Count(node => node.IsLayer) + Math.Max(nodes.Nodes.Count(node => node.IsMatrix) - withoutWeight, 0);
        var whole = nodes.Nodes.Count(node => node.IsWhole);
        if (whole > 0 && inFloat * WholePerFloat <= whole) return;
        throw new UnsupportedException(
            whole > 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{inFloat} of {inFloat + whole} matrix products ran in floating point, not in int8")
                : "no matrix product ran in int8",
            "use another ONNX Runtime with --onnxruntime DIR, or measure fp32");
    }

    /// <summary>What a result adds to its backend: <c>; 73 of 73 products in fp32</c>, if any are known.</summary>
    public static string Text(ProviderNodes nodes, Precision precision)
    {
        var inSingle = nodes.Nodes.Count(node => node.IsSingle);
        if (precision == Precision.Fp32 || inSingle == 0) return "";
        var all = nodes.Nodes.Count(node => node.IsWhole || node.IsLayer || node.IsMatrix);
        return string.Create(CultureInfo.InvariantCulture, $"; {inSingle} of {all} products in fp32");
    }
}
