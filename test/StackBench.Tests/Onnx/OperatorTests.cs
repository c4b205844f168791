using StackBench.Onnx.Graph;
using StackBench.Onnx.Operators;

namespace StackBench.Tests.Onnx;

/// <summary>The reference operators against values worked out by hand or published.</summary>
public sealed class OperatorTests
{
    [Fact]
    public void A_convolution_pads_strides_and_keeps_its_groups_apart()
    {
        // Two channels of 3x3, each convolved with a 2x2 filter of its own, stride 2, a row and column of padding before.
        double[] image = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        double[] filters = [1, 10, 100, 1000, 1, 1, 1, 1];
        var result = Run(
            "Conv", [([1, 2, 3, 3], image), ([2, 1, 2, 2], filters), ([2], [0.5, 0])], ("kernel_shape", [2, 2]), ("strides", [2, 2]),
            ("pads", [1, 1, 0, 0]), ("group", 2));
        Assert.Equal([1, 2, 2, 2], result.Shape);
        Assert.Equal([1000.5, 3200.5, 7040.5, 9865.5, 1, 2, 2, 4], result.Values!);
    }

    [Fact]
    public void A_convolution_of_a_sequence_slides_along_it() => Assert.Equal(
        [2 + 6, 1 + 4 + 9, 2 + 6],
        Run("Conv", [([1, 1, 3], [1, 2, 3]), ([1, 1, 3], [1, 2, 3])], ("kernel_shape", [3]), ("pads", [1, 1])).Values!);

    [Theory]
    [InlineData("Gelu", 1.0, 0.8413447460685429)]
    [InlineData("Gelu", -4.0, -4 * 3.167124183311992e-05)]
    [InlineData("Gelu", 50.0, 50.0)]
    [InlineData("HardSwish", 1.5, 1.125)]
    [InlineData("HardSwish", -3.5, 0.0)]
    [InlineData("HardSigmoid", 1.0, 0.70000000298023224)] // the default slope is 0.2 in single precision
    [InlineData("Relu", -2.0, 0.0)]
    [InlineData("Tanh", 0.5, 0.46211715726000973)]
    [InlineData("Sigmoid", 1.0, 0.7310585786300049)]
    [InlineData("Sqrt", 2.25, 1.5)]
    [InlineData("Neg", 2.0, -2.0)]
    [InlineData("Sin", 1.0, 0.8414709848078965)]
    [InlineData("Cos", 1.0, 0.5403023058681398)]
    public void A_function_has_its_value(string op, double x, double expected) =>
        Assert.Equal(expected, Run(op, [([1], [x])]).Values![0], 1e-14);

    [Fact]
    public void Products_repeat_what_has_no_batch()
    {
        var result = Run("MatMul", [([2, 1, 2], [1, 2, 3, 4]), ([2, 3], [1, 2, 3, 4, 5, 6])]);
        Assert.Equal([2, 1, 3], result.Shape);
        Assert.Equal([9, 12, 15, 19, 26, 33], result.Values!);
        Assert.Equal(
            [1 + 8 + 0.5, 3 + 8 + 0.25],
            Run("Gemm", [([1, 2], [1, 4]), ([2, 2], [1, 2, 3, 2]), ([2], [0.5, 0.25])], ("transB", 1)).Values!);
    }

    [Fact]
    public void Norms_and_softmax_work_on_rows_and_channels()
    {
        var row = Run("LayerNormalization", [([1, 2], [1, 3]), ([2], [1, 2]), ([2], [0, 10])], ("epsilon", 0f)).Values!;
        Assert.Equal([-1, 12], row);
        Assert.Equal(
            [(3 - 1) / 2.0 * 5 + 7],
            Run("BatchNormalization", [([1, 1, 1, 1], [3]), ([1], [5]), ([1], [7]), ([1], [1]), ([1], [4])], ("epsilon", 0f)).Values!);
        var shares = Run("Softmax", [([2, 2], [0, Math.Log(3), 1000, 1000])]).Values!;
        Assert.Equal([0.25, 0.75, 0.5, 0.5], shares.Select(share => Math.Round(share, 12)));
    }

    [Fact]
    public void Pools_take_the_largest_and_the_mean()
    {
        var image = ((long[])[1, 1, 2, 2], (double[])[-1, -2, -3, -4]);
        Assert.Equal(
            [-1], Run("MaxPool", [image], ("kernel_shape", [3, 3]), ("strides", [2, 2]), ("pads", [1, 1, 1, 1])).Values!);
        Assert.Equal([-2.5], Run("GlobalAveragePool", [image]).Values!);
    }

    [Fact]
    public void Places_are_what_the_names_say()
    {
        var matrix = ((long[])[2, 3], (double[])[1, 2, 3, 4, 5, 6]);
        Assert.Equal([1, 4, 2, 5, 3, 6], Run("Transpose", [matrix], ("perm", [1, 0])).Values!);
        Assert.Equal([4, 5, 6, 1, 2, 3, 4, 5, 6], Run("Gather", [matrix, ([3], [1, 0, 1])]).Values!);
        Assert.Equal([3, 6], Run("Gather", [matrix, ([1], [2])], ("axis", 1)).Values!);
        Assert.Equal([2, 3, 5, 6], Run("Slice", [matrix, ([1], [1]), ([1], [9]), ([1], [1])]).Values!);
        Assert.Equal([1, 2, 3, 7, 4, 5, 6, 8], Run("Concat", [matrix, ([2, 1], [7, 8])], ("axis", 1)).Values!);
        Assert.Equal([5, 5, 6, 6], Run("Expand", [([2, 1], [5, 6]), ([2], [1, 2])]).Values!);
        Assert.Equal([2, 3], Run("Shape", [matrix]).Values!);
        Assert.Equal([3], Run("Shape", [matrix], ("start", 1), ("end", 2)).Values!);
        Assert.Equal([1, 2, 1, 3], Run("Unsqueeze", [matrix, ([2], [0, 2])]).Shape);
        Assert.Equal([2, 1, 3], Run("Reshape", [matrix, ([3], [0, 1, -1])]).Shape);
        Assert.Equal([11, 22, 33, 14, 25, 36], Run("Add", [matrix, ([3], [10, 20, 30])]).Values!);
    }

    [Fact]
    public void Sums_run_along_the_axis_that_is_named()
    {
        var matrix = ((long[])[2, 3], (double[])[1, 2, 3, 4, 5, 9]);
        Assert.Equal([2, 6], Run("ReduceMean", [matrix, ([1], [-1])]).Values!);
        Assert.Equal([2, 1], Run("ReduceMean", [matrix, ([1], [-1])]).Shape);
        Assert.Equal([5, 7, 12], Run("ReduceSum", [matrix, ([1], [0])], ("keepdims", 0)).Values!);
        Assert.Equal([3], Run("ReduceSum", [matrix, ([1], [0])], ("keepdims", 0)).Shape);
        Assert.Equal([8, 0.5], [Run("Pow", [([1], [2]), ([1], [3])]).Values![0], Run("Div", [([1], [2]), ([1], [4])]).Values![0]]);
    }

    [Fact]
    public void Channels_are_normed_by_themselves_and_images_enlarged() // of two channels, each with its scale and shift
    {
        var normed = Run(
            "InstanceNormalization", [([1, 2, 2], [1, 3, 10, 30]), ([2], [1, 2]), ([2], [0, 5])], ("epsilon", 0f)).Values!;
        Assert.Equal([-1, 1, 3, 7], normed);
        var enlarged = Run(
            "Resize", [([1, 1, 1, 2], [1, 2]), ([0], []), ([2], [2, 2])], ("axes", [2, 3]), ("mode", "nearest"));
        Assert.Equal([1, 1, 2, 4], enlarged.Shape);
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2], enlarged.Values!);
    }

    [Fact]
    public void Whole_numbers_stand_for_others_by_scale_and_zero_point()
    {
        Assert.Equal(
            [128, 130, 130, 0, 255],
            Run("QuantizeLinear", [([5], [0, 0.75, 1.25, -1000, 1000]), ([], [0.5]), ([], [128])]).Values!);
        Assert.Equal([-1, 1], Run("DequantizeLinear", [([2], [126, 130]), ([], [0.5]), ([], [128])]).Values!);
        Assert.Equal(
            [1, 2, 30, 40], Run("DequantizeLinear", [([2, 2], [1, 2, 3, 4]), ([2], [1, 10])], ("axis", 0)).Values!);
    }

    [Fact]
    public void An_operator_without_a_reference_is_an_error() => Assert.Throws<NotSupportedException>(() => Operator.Of("Einsum"));

    private static Tensor Run(string op, (long[] Shape, double[] Values)[] inputs, params NodeAttribute[] attributes)
    {
        var node = new Node(op, "out", [.. inputs.Select((_, i) => $"in{i}")], [.. attributes]);
        Tensor[] tensors = [.. inputs.Select(input => new Tensor(input.Shape, input.Values))];
        var one = Operator.Of(op);
        var shape = one.Shape(node, tensors);
        return new Tensor(shape, one.Evaluate(node, tensors, shape));
    }
}
