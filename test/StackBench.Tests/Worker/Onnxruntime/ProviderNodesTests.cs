using System.Text.Json;
using StackBench.Protocol.Engines;
using StackBench.Worker.Onnxruntime;

namespace StackBench.Tests.Worker.Onnxruntime;

public sealed class ProviderNodesTests
{
    // In the form of ONNX Runtime 1.31: an event of the session, two nodes of two providers, one of them twice, and a fence.
    private const string Profile =
        """
        [{"cat":"Session","pid":1,"tid":1,"dur":1,"ts":1,"ph":"X","name":"model_loading_array","args":{}},
         {"cat":"Node","pid":1,"tid":1,"dur":9,"ts":2,"ph":"X","name":"conv_0_kernel_time","args":{"provider":"CUDAExecutionProvider","op_name":"Conv"}},
         {"cat":"Node","pid":1,"tid":1,"dur":9,"ts":3,"ph":"X","name":"conv_0_kernel_time","args":{"provider":"CUDAExecutionProvider","op_name":"Conv"}},
         {"cat":"Node","pid":1,"tid":1,"dur":9,"ts":4,"ph":"X","name":"conv_1_kernel_time","args":{"provider":"CUDAExecutionProvider","op_name":"Conv"}},
         {"cat":"Node","pid":1,"tid":1,"dur":9,"ts":4,"ph":"X","name":"gelu_2_fence_before","args":{"provider":"CPUExecutionProvider"}},
         {"cat":"Node","pid":1,"tid":1,"dur":9,"ts":5,"ph":"X","name":"gelu_2_kernel_time","args":{"provider":"CPUExecutionProvider","op_name":"Gelu"}}]
        """;

    [Fact]
    public void Nodes_are_counted_by_who_ran_them()
    {
        var nodes = ProviderNodes.Of(Profile);
        Assert.Equal([("CUDAExecutionProvider", 2), ("CPUExecutionProvider", 1)], nodes.Counts);
        Assert.Equal("CUDAExecutionProvider, 2 nodes; CPUExecutionProvider, 1 nodes", nodes.Text);
    }

    [Theory]
    [InlineData("CUDA", 1, "partly on CPU: 1 of 3 nodes")]
    [InlineData("Tensorrt", 3, "partly on CUDA, CPU: 3 of 3 nodes")]
    [InlineData(null, 0, null)]
    public void A_node_of_any_other_provider_than_the_one_that_was_asked_for_has_fallen(string? wanted, int expected, string? text)
    {
        var provider = wanted is null ? null : new ExecutionProvider(wanted, wanted, ProviderWay.Name);
        var nodes = ProviderNodes.Of(Profile).Require();
        Assert.Equal(expected, nodes.FallenTo(provider));
        if (text is not null) Assert.Equal(text, nodes.FallbackText(provider));
    }

    /// <summary>Of such a run nothing is known, whoever was asked for.</summary>
    [Theory]
    [InlineData("[]")]
    [InlineData("[{\"cat\":\"Node\",\"name\":\"a_kernel_time\",\"args\":{\"op_name\":\"Conv\"}}]")]
    [InlineData("[{\"cat\":\"Node\",\"name\":\"a_kernel_time\",\"args\":{\"op_name\":\"Conv\",\"provider\":\"\"}}]")]
    public void A_profile_without_providers_is_refused(string profile) =>
        Assert.Throws<UnsupportedException>(() => ProviderNodes.Of(profile).Require());

    [Fact]
    public void A_profile_without_nodes_says_so_and_what_is_no_profile_is_an_error()
    {
        Assert.Equal("no node was seen to run", ProviderNodes.Of("[]").Text);
        Assert.ThrowsAny<JsonException>(() => ProviderNodes.Of("[{"));
    }
}
