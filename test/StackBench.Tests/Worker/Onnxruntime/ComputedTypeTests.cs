using StackBench.Onnx.Networks;
using StackBench.Onnx.Precisions;
using StackBench.Protocol.Engines;
using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

public sealed class ComputedTypeTests
{
    // The relative of BERT has two products of activations a layer.
    private static readonly NodeRun Attention = new("CPUExecutionProvider", "FusedMatMul", "float");

    [Theory]
    [InlineData("int8", "MatMulIntegerToFloat", null)]
    [InlineData("int8", "QGemm", null)]
    [InlineData("int8", "QGemm QGemm QGemm QGemm QGemm QGemm QGemm QGemm QGemm QGemm Gemm", null)]
    [InlineData("int8", "DequantizeLinear", "no matrix product ran in int8")]
    [InlineData("int8", "QGemm MatMul", "1 of 2 matrix products ran in floating point")]
    [InlineData("int8", "QGemm FusedConv", "1 of 2 matrix products ran in floating point")]
    [InlineData("int8", "QGemm Gemm", "1 of 2 matrix products ran in floating point")]
    [InlineData("fp32", "Gemm", null)]
    public void What_was_to_be_int8_has_nearly_only_products_of_whole_numbers(string type, string ran, string? reason)
    {
        var graph = Network.Find("bert-base")!.Relative!();
        var weights = graph.Weights.Select(weight => weight.Name).ToHashSet(StringComparer.Ordinal);
        var attention = graph.Nodes.Count(node => node.Op == "MatMul" && !weights.Contains(node.Inputs[1]));
        Assert.NotEqual(0, attention);
        var nodes = Nodes([.. Enumerable.Repeat(Attention, attention), .. ran.Split(' ').Select(op => new NodeRun("CPU", op, "float"))]);
        if (reason is null) ComputedType.Require(nodes, Precision.Find(type)!, graph);
        else
            Assert.Contains(
                reason, Assert.Throws<UnsupportedException>(() => ComputedType.Require(nodes, Precision.Find(type)!, graph)).Message,
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fp16", "float", "; 2 of 3 products in fp32")]
    [InlineData("fp16", "float16", "")]
    [InlineData("fp16", null, "")]
    [InlineData("fp32", "float", "")]
    public void A_result_says_what_was_computed_in_single_precision(string type, string? ran, string text) => Assert.Equal(
        text, ComputedType.Text(
            Nodes(new("CPU", "Conv", ran), new("CPU", "FusedMatMul", ran), new("CPU", "QGemm", "uint8"), new("CPU", "Cast", "float")),
            Precision.Find(type)!));

    private static ProviderNodes Nodes(params NodeRun[] nodes) => new([.. nodes]);
}
