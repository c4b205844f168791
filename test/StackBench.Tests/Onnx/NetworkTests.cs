using StackBench.Onnx.Networks;
using StackBench.Onnx.Operators;

namespace StackBench.Tests.Onnx;

/// <summary>The networks are those that are published: counted here, node by node.</summary>
public sealed class NetworkTests
{
    public static TheoryData<string> Names => [.. Network.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_and_operations_are_the_published_ones(string name)
    {
        var network = Network.Find(name)!;
        Assert.Equal(network.Published.Parameters, network.Graph().Parameters);
        Assert.InRange(network.Flop(1) / network.Published.Flop, 0.995, 1.005);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_takes_as_many_times_the_operations(string name) =>
        Assert.Equal(Network.Find(name)!.Flop(1) * 3, Network.Find(name)!.Flop(3), 1.0);

    [Theory]
    [InlineData("resnet50", 2.0 * 64 * 3 * 49 * 112 * 112)]
    [InlineData("bert-base", 0)]
    [InlineData("vit-b-16", 2.0 * 768 * 3 * 256 * 196)]
    public void A_step_of_training_is_three_passes_less_the_gradient_of_the_input(string name, double ofInput) =>
        Assert.Equal(2 * ((3 * Network.Find(name)!.Flop(1)) - ofInput), Network.Find(name)!.TrainingFlop(2), 1.0);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_in_a_graph_is_made_once_before_it_is_used(string name)
    {
        var graph = Network.Find(name)!.Graph();
        var known = graph.Inputs.Select(input => input.Name).Concat(graph.Weights.Select(weight => weight.Name))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Equal(graph.Inputs.Length + graph.Weights.Length, known.Count);
        foreach (var node in graph.Nodes)
        {
            Assert.All(node.Inputs.Where(input => input.Length > 0), input => Assert.Contains(input, known));
            Assert.True(known.Add(node.Name));
        }

        Assert.All(graph.Outputs, output => Assert.Contains(output.Name, known));
    }

    [Theory]
    [InlineData("bert-base")]
    [InlineData("vit-b-16")]
    [InlineData("whisper-small-encoder")]
    [InlineData("wav2vec2-base")]
    [InlineData("llama2-7b-block-prefill")]
    [InlineData("llama2-7b-block-decode")]
    [InlineData("sd15-unet")]
    [InlineData("dlrm-kaggle")]
    public void Values_of_a_small_relative_neither_vanish_nor_explode(string name)
    {
        var network = Network.Find(name)!;
        var graph = network.Relative!();
        double[][] inputs =
        [
            .. graph.Inputs.Select(port => Enumerable.Range(0, (int)port.Shape(network.Small).Aggregate((a, b) => a * b))
                .Select(i => (double)(i % Math.Max(port.Limit, 2))).ToArray()),
        ];
        var outputs = GraphWalk.Evaluate(graph, network.Small, 1, inputs);
        Assert.Equal(graph.Outputs.Length, outputs.Count);
        Assert.All(outputs, output => Assert.InRange(Math.Sqrt(output.Average(value => value * value)), 0.01, 100));
    }

    [Fact]
    public void A_size_that_is_not_given_is_an_error() => Assert.Throws<ArgumentException>(
        () => GraphWalk.Flop(Network.Find("resnet50")!.Graph(), Network.Find("vit-b-16")!.Sizes(1)));
}
