using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using StackBench.Onnx.Graph;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Writing;

namespace StackBench.Tests.Onnx;

public sealed class OnnxWriterTests
{
    [Fact]
    public void A_model_is_written_as_the_format_says()
    {
        var builder = new GraphBuilder("g");
        var x = builder.Input("x", ElementType.Float, 0, "n", 2);
        var y = builder.Node("Gather", [x, builder.Integers("i", 5)], ("axis", 300), ("alpha", 0.5f), ("perm", [1, 0]));
        builder.Output(y, ElementType.Float, 7);
        // By another encoder: model, opset, graph; node with its three attributes; name, ports; the weight.
        const string expected = ""
            + "0809120a737461636b62656e636842040a0010143a96010a500a01780a016912086761746865725f301a086761746865725f"
            + "3022064761746865722a0c0a046178697318ac02a001022a0f0a05616c706861150000003fa001012a0d0a047065726d4001"
            + "4000a001071201675a140a0178120f0a0d080112090a0312016e0a02080262160a086761746865725f30120a0a0808011204"
            + "0a0208072a11080110074201694a080500000000000000";
        Assert.Equal(expected, Convert.ToHexStringLower(OnnxWriter.ToBytes(builder.Build(), 1)));
    }

    [Fact]
    public void Equal_seeds_give_equal_bytes_for_ever()
    {
        var graph = Network.Find("mobilenetv3-large")!.Graph();
        Assert.Equal(
            "59ac864c1d141b301d49255e5668ca322f9b98529333c491724e1e8b7b9f452b",
            Convert.ToHexStringLower(SHA256.HashData(OnnxWriter.ToBytes(graph, 1))));
        Assert.NotEqual(SHA256.HashData(OnnxWriter.ToBytes(graph, 1)), SHA256.HashData(OnnxWriter.ToBytes(graph, 2)));
    }

    [Fact]
    public void In_memory_and_in_a_stream_a_model_is_the_same()
    {
        var graph = Network.Find("vit-b-16")!.Relative!();
        using var stream = new MemoryStream();
        OnnxWriter.Write(graph, 3, stream, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(OnnxWriter.ToBytes(graph, 3), stream.ToArray());
        Assert.Equal(OnnxWriter.SizeOf(graph), stream.Length);
    }

    [Fact]
    public void Weights_may_lie_in_a_file_beside_the_model()
    {
        var graph = Network.Find("vit-b-16")!.Relative!();
        using var model = new MemoryStream();
        using var data = new MemoryStream();
        OnnxWriter.Write(graph, 3, model, (data, "model.onnx.data"), TestContext.Current.CancellationToken);
        Assert.Equal(OnnxWriter.Outside(graph).Sum(weight => weight.Bytes), data.Length);
        Assert.True(model.Length < 50_000);
        Assert.Contains("model.onnx.data", Encoding.UTF8.GetString(model.ToArray()), StringComparison.Ordinal);
        var first = OnnxWriter.Outside(graph).First();
        Assert.Equal(MemoryMarshal.AsBytes(OnnxWriter.Values(first, 3).AsSpan()).ToArray(), data.ToArray()[..(int)first.Bytes]);
    }

    [Theory]
    [InlineData(ElementType.Float16, 1.1f, "663c")]
    [InlineData(ElementType.BFloat16, 1.1f, "8d3f")]
    [InlineData(ElementType.Int8, -2.5f, "fe")]
    [InlineData(ElementType.UInt8, 128f, "80")]
    [InlineData(ElementType.Int32, -3.5f, "fcffffff")]
    public void A_weight_is_rounded_to_its_type(ElementType type, float value, string bytes)
    {
        var weight = new Weight("w", [1], value, 0, default, true) { DrawnType = type };
        var target = new byte[weight.Bytes];
        OnnxWriter.Fill(weight, 1, target);
        Assert.Equal(bytes, Convert.ToHexStringLower(target));
        Assert.Equal(
            type switch
            {
                ElementType.Float16 => (float)BitConverter.ToHalf(target),
                ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(target) << 16),
                ElementType.Int32 => BitConverter.ToInt32(target),
                ElementType.Int8 => unchecked((sbyte)target[0]),
                _ => target[0],
            },
            OnnxWriter.Values(weight, 1)[0]);
    }

    [Fact]
    public void Values_have_the_mean_and_deviation_that_are_asked_for()
    {
        var values = OnnxWriter.Values(new Weight("w", [100_000], 1, 0.25f, default, true), 9);
        var mean = values.Average(value => (double)value);
        Assert.InRange(mean, 0.995, 1.005);
        Assert.InRange(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), 0.245, 0.255);
        Assert.All(OnnxWriter.Values(new Weight("c", [3], 2, 0, default, false), 9), value => Assert.Equal(2, value));
    }
}
