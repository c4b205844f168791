using StackBench.Core.Workloads;
using StackBench.Workloads.Attention;
using StackBench.Workloads.Convolution;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Gemm;

namespace StackBench.Tests.Workloads;

/// <summary>Cost formulas against counting loops.</summary>
public sealed class LibtorchCostTests
{
    [Theory]
    [InlineData(3, 5, 7)]
    [InlineData(1, 4, 9)]
    public void A_matrix_product_costs_a_multiplication_and_an_addition_for_every_term(int m, int n, int k)
    {
        var flop = 0;
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                for (var l = 0; l < k; l++) flop += 2;
            }
        }

        Assert.Equal(new Cost(flop, 4 * ((m * k) + (k * n) + (m * n))), new GemmShape(DataType.Fp32, m, n, k).Cost);
        Assert.Equal(new Cost(flop, (m * k) + (k * n) + (4 * m * n)), new GemmShape(DataType.Int8, m, n, k).Cost);
    }

    [Theory]
    [InlineData(2, 3, 9, 4, 3, 1, 1)]
    [InlineData(1, 3, 15, 2, 7, 2, 3)]
    [InlineData(1, 2, 6, 5, 1, 1, 0)]
    public void A_convolution_costs_a_multiplication_and_an_addition_for_every_tap_of_every_output(
        int n, int c, int size, int k, int filter, int stride, int pad)
    {
        var (flop, outputs) = (0, 0);
        for (var image = 0; image < n * k; image++)
        {
            for (var top = -pad; top + filter <= size + pad; top += stride)
            {
                for (var left = -pad; left + filter <= size + pad; left += stride)
                {
                    outputs++;
                    for (var tap = 0; tap < c * filter * filter; tap++) flop += 2;
                }
            }
        }

        var shape = new ConvolutionShape(DataType.Bf16, n, c, size, k, filter, stride, pad, "nchw");

        Assert.Equal(new Cost(flop, 2 * ((n * c * size * size) + (k * c * filter * filter) + outputs)), shape.Cost);
    }

    [Theory]
    [InlineData(4, 4, 6, 6, 8, false)]
    [InlineData(4, 2, 6, 6, 8, true)]
    [InlineData(4, 1, 1, 9, 8, false)]
    public void Attention_costs_two_products_for_every_pair_that_is_seen(
        int queryHeads, int keyHeads, int queries, int keys, int dimension, bool causal)
    {
        var flop = 0;
        for (var i = 0; i < queries; i++)
        {
            for (var j = 0; j < keys; j++)
            {
                if (causal && j > i) continue;
                for (var e = 0; e < dimension; e++) flop += queryHeads * (2 + 2);
            }
        }

        var elements = (2 * queryHeads * queries * dimension) + (2 * keyHeads * keys * dimension);
        var shape = new AttentionShape(DataType.Fp32, queryHeads, keyHeads, queries, keys, dimension, causal, "flash");

        Assert.Equal(new Cost(flop, 4 * elements, Tokens: queries), shape.Cost);
        // Backward has four products where forward has two, and everything moves twice.
        Assert.Equal(new Cost(2.0 * flop, 8 * elements, Tokens: queries), (shape with { IsBackward = true }).Cost);
    }

    [Fact]
    public void Large_shapes_do_not_overflow() => Assert.Equal(2e15, new GemmShape(DataType.Fp32, 100_000, 100_000, 100_000).Cost.Flop);
}
