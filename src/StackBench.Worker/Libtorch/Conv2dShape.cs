using System.Text.Json;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Libtorch;

/// <summary>Shape, type and memory layout of a forward convolution without dilation and groups.</summary>
/// <param name="K">Output channels.</param>
/// <param name="R">Height of the filter.</param>
/// <param name="S">Width of the filter.</param>
/// <param name="ChannelsLast">Channels are the densest dimension (NHWC).</param>
internal readonly record struct Conv2dShape(
    long N, long C, long H, long W, long K, long R, long S, long Stride, long Pad, ElementType Type, bool ChannelsLast)
{
    /// <summary>Height of the output.</summary>
    public long P => ((H + (2 * Pad) - R) / Stride) + 1;

    /// <summary>Width of the output.</summary>
    public long Q => ((W + (2 * Pad) - S) / Stride) + 1;

    /// <summary>Terms of one output entry.</summary>
    public long Terms => C * R * S;

    /// <summary>As of a matrix product, with room for the transforms of Winograd's algorithm, which a library may choose.</summary>
    public double Tolerance => (2 * Type.UnitRoundoff()) + (16 * Math.Sqrt(Terms) * Type.AccumulationRoundoff());

    /// <exception cref="UnsupportedException">A parameter is not valid.</exception>
    public static Conv2dShape Read(JsonElement parameters)
    {
        var shape = new Conv2dShape(
            parameters.Size("n"),
            parameters.Size("c"),
            parameters.Size("h"),
            parameters.Size("w"),
            parameters.Size("k"),
            parameters.Size("r"),
            parameters.Size("s"),
            parameters.Size("stride"),
            parameters.Number("pad"),
            ElementTypes.Parse(parameters.Text("dtype"), ElementType.Fp64, ElementType.Fp32, ElementType.Bf16, ElementType.Fp16),
            parameters.Choice("layout", "nchw", "nhwc") == "nhwc");
        return shape.Pad >= 0 && shape.H + (2 * shape.Pad) >= shape.R && shape.W + (2 * shape.Pad) >= shape.S
            ? shape
            : throw new UnsupportedException("the filter is larger than the padded image");
    }

    /// <summary>Strides of a four-dimensional tensor (outer, channels, height, width) in this layout.</summary>
    public long[] Strides(long channels, long height, long width) =>
        ChannelsLast ? [height * width * channels, 1, width * channels, channels] : [channels * height * width, height * width, width, 1];
}
