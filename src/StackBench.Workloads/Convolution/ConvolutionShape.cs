using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Convolution;

/// <summary>Forward convolution of N images of C channels with K square filters, no dilation, one group.</summary>
/// <param name="Size">Height and width of the images.</param>
/// <param name="Filter">Height and width of the filters.</param>
/// <param name="Layout"><c>nchw</c> or <c>nhwc</c> (channels last).</param>
internal sealed record ConvolutionShape(DataType Type, long N, long C, long Size, long K, long Filter, long Stride, long Pad, string Layout)
{
    public string Name => FormattableString.Invariant($"{Type} {N}x{C}x{Size}x{Size} {Filter}x{Filter}/{Stride} {K} {Layout}");

    /// <summary>Height and width of the output.</summary>
    public long OutputSize => ((Size + (2 * Pad) - Filter) / Stride) + 1;

    /// <summary>
    /// 2 N K P Q C R S operations: direct-equivalent, taps on the padding included. Input and weights read, output written once.
    /// </summary>
    public Cost Cost => new(
        Flop: 2.0 * Outputs * C * Filter * Filter,
        Bytes: Type.SizeBytes * ((double)(N * C * Size * Size) + (K * C * Filter * Filter) + Outputs));

    private long Outputs => N * K * OutputSize * OutputSize;

    public Parameters Parameters => Core.Workloads.Parameters.Of(
        ("n", N), ("c", C), ("h", Size), ("w", Size), ("k", K), ("r", Filter), ("s", Filter), ("stride", Stride), ("pad", Pad),
        ("dtype", Type.Name), ("layout", Layout));
}
