using StackBench.Worker.Libtorch;

namespace StackBench.Tests.Worker.Libtorch;

public sealed class ReferenceTests
{
    [Fact]
    public void The_matrix_product_is_row_times_column_in_both_layouts()
    {
        using var a = Buffer(1, 2, 3, 4, 5, 6);
        using var b = Buffer(7, 8, 9, 10, 11, 12);
        using var transposed = Buffer(7, 9, 11, 8, 10, 12);
        var shape = new GemmShape(2, 2, 3, ElementType.Fp64, Transposed: false);

        double[] Product(TensorBuffer right, GemmShape of) =>
            [.. Enumerable.Range(0, 4).Select(entry => GemmReference.Entry(a, right, of, entry / 2, entry % 2))];

        Assert.Equal([58, 64, 139, 154], Product(b, shape));
        Assert.Equal([58, 64, 139, 154], Product(transposed, shape with { Transposed = true }));
    }

    [Fact]
    public void The_convolution_slides_the_unflipped_filter_over_the_zero_padded_image()
    {
        using var image = Buffer(1, 2, 3, 4, 5, 6, 7, 8, 9);
        using var filter = Buffer(1, 2, 3, 4);
        var shape = new Conv2dShape(1, 1, 3, 3, 1, 2, 2, 2, 1, ElementType.Fp64, ChannelsLast: false);

        Assert.Equal((2, 2), (shape.P, shape.Q));
        Assert.Equal(4 * 1, Conv2dReference.Entry(image, filter, shape, 0, 0, 0, 0));
        Assert.Equal((3 * 2) + (4 * 3), Conv2dReference.Entry(image, filter, shape, 0, 0, 0, 1));
        Assert.Equal((2 * 4) + (4 * 7), Conv2dReference.Entry(image, filter, shape, 0, 0, 1, 0));
        Assert.Equal(5 + (2 * 6) + (3 * 8) + (4 * 9), Conv2dReference.Entry(image, filter, shape, 0, 0, 1, 1));
    }

    [Fact]
    public void Channels_last_is_the_same_convolution_of_reordered_memory()
    {
        using var image = Buffer(1, 2, 3, 4, 10, 20, 30, 40);
        using var imageLast = Buffer(1, 10, 2, 20, 3, 30, 4, 40);
        using var filter = Buffer(5, 6);
        var shape = new Conv2dShape(1, 2, 2, 2, 1, 1, 1, 1, 0, ElementType.Fp64, ChannelsLast: false);

        Assert.Equal((3 * 5) + (30 * 6), Conv2dReference.Entry(image, filter, shape, 0, 0, 1, 0));
        Assert.Equal((3 * 5) + (30 * 6), Conv2dReference.Entry(imageLast, filter, shape with { ChannelsLast = true }, 0, 0, 1, 0));
    }

    [Fact]
    public void Attention_weighs_the_values_by_the_softmax_of_the_scaled_scores()
    {
        using var query = Buffer(2, 0, 0, 0, 0, 0, 0, 0);
        using var key = Buffer(Math.Log(3), 0, 0, 0, 0, 0, 0, 0);
        using var value = Buffer(1, 2, 3, 4, 5, 6, 7, 8);
        var shape = new AttentionShape(1, 1, 1, 2, 2, 4, Causal: false, ElementType.Fp64, Flash: true);

        // Scores 2 ln 3 / sqrt(4) = ln 3 and 0: weights 3/4 and 1/4.
        Assert.Equal([2, 3, 4, 5], AttentionReference.Row(query, key, value, shape, 0, 0, 0), (x, y) => Math.Abs(x - y) < 1e-12);
        Assert.Equal([3, 4, 5, 6], AttentionReference.Row(query, key, value, shape, 0, 0, 1), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void A_causal_query_sees_the_keys_up_to_its_own()
    {
        using var query = Buffer(0, 0, 0, 0);
        using var key = Buffer(9, 9, 9, 9);
        using var value = Buffer(1, 2, 5, 6);
        var shape = new AttentionShape(1, 1, 1, 2, 2, 2, Causal: true, ElementType.Fp64, Flash: true);

        Assert.Equal([1, 2], AttentionReference.Row(query, key, value, shape, 0, 0, 0));
        Assert.Equal([3, 4], AttentionReference.Row(query, key, value, shape, 0, 0, 1));
    }

    [Fact]
    public void Grouped_query_heads_share_keys_and_values_of_their_group()
    {
        using var query = Buffer(0, 0, 0, 0);
        using var key = Buffer(1, 1);
        using var value = Buffer(10, 20);
        var shape = new AttentionShape(1, 4, 2, 1, 1, 1, Causal: false, ElementType.Fp64, Flash: true);

        Assert.Equal(
            [10, 10, 20, 20], Enumerable.Range(0, 4).Select(head => AttentionReference.Row(query, key, value, shape, 0, head, 0)[0]));
    }

    private static TensorBuffer Buffer(params ReadOnlySpan<double> values)
    {
        var buffer = new TensorBuffer(ElementType.Fp64, values.Length);
        unsafe
        {
            for (var i = 0; i < values.Length; i++) ElementType.Fp64.Write(buffer.Data, i, values[i]);
        }

        return buffer;
    }
}
