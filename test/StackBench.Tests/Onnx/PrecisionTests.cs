using StackBench.Onnx.Graph;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Operators;
using StackBench.Onnx.Precisions;

namespace StackBench.Tests.Onnx;

public sealed class PrecisionTests
{
    [Theory]
    [InlineData("resnet50", "fp16", 1.0)]
    [InlineData("bert-base", "bf16", 1.0)]
    [InlineData("bert-base", "int8", 1.0)]
    [InlineData("resnet50", "int8", 25_530_472.0 / 25_557_032)] // a shift for each norm instead of a scale and a shift
    public void Operations_stay_and_so_do_parameters(string name, string type, double parameters)
    {
        var network = Network.Find(name)!;
        var graph = Precision.Find(type)!.Of(network.Graph());
        Assert.Equal(parameters, graph.Parameters / (double)network.Published.Parameters);
        Assert.Equal(network.Flop(1), GraphWalk.Flop(graph, network.Sizes(1)));
    }

    [Fact]
    public void A_half_precision_network_has_no_float_left()
    {
        var graph = Precision.Find("fp16")!.Of(Network.Find("bert-base")!.Graph());
        Assert.DoesNotContain(graph.Weights, weight => weight.Type == ElementType.Float);
        Assert.DoesNotContain(graph.Inputs.Concat(graph.Outputs), port => port.Type == ElementType.Float);
        Assert.All(graph.Nodes.Where(node => node.Op == "Cast"), node => Assert.Equal((long)ElementType.Float16, node.Integer("to", 0)));
    }

    [Fact]
    public void Every_product_with_a_weight_is_of_whole_numbers()
    {
        var graph = Precision.Find("int8")!.Of(Network.Find("resnet50")!.Graph());
        Assert.DoesNotContain(graph.Nodes, node => node.Op == "BatchNormalization");
        var made = graph.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        var products = graph.Nodes.Where(node => node.Op is "Conv" or "Gemm").ToArray();
        Assert.Equal(54, products.Length);
        Assert.All(products, node => Assert.All(node.Inputs, input => Assert.Equal("DequantizeLinear", made[input].Op)));
        // What a ReLU gives has no negative half of steps.
        Assert.Contains(graph.Nodes, node => node.Op == "QuantizeLinear" && node.Inputs[2] == "zero.positive");
        Assert.Contains(graph.Nodes, node => node.Op == "QuantizeLinear" && node.Inputs[2] == "zero.signed");
        Assert.Equal(ElementType.Int32, graph.Weights.Single(weight => weight.Name == "stem.norm.bias").Type);
    }
}
