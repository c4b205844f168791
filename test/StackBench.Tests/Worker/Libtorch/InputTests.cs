using StackBench.Worker.Libtorch;

namespace StackBench.Tests.Worker.Libtorch;

public sealed class InputTests
{
    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(-2.5f, 0xC020)]
    [InlineData(1.00390625f, 0x3F80)] // half way between 1 and 1 + 2^-7: to even, down
    [InlineData(1.01171875f, 0x3F82)] // half way between 1 + 2^-7 and 1 + 2^-6: to even, up
    [InlineData(1.00390637f, 0x3F81)] // just above half way
    [InlineData(float.PositiveInfinity, 0x7F80)]
    [InlineData(float.MaxValue, 0x7F80)]
    public void Bfloat16_rounds_to_nearest_even(float value, int bits) => Assert.Equal(bits, BFloat16.FromSingle(value));

    [Fact]
    public void A_bfloat16_nan_stays_a_nan_and_values_come_back()
    {
        Assert.True(float.IsNaN(BFloat16.ToSingle(BFloat16.FromSingle(BitConverter.UInt32BitsToSingle(0x7F800001)))));
        Assert.Equal(-2.5f, BFloat16.ToSingle(0xC020));
    }

    [Fact]
    public void The_bits_are_those_of_SplitMix64()
    {
        var random = new SeededNormals(1234567);

        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], Enumerable.Range(0, 3).Select(_ => random.NextBits()));
    }

    [Fact]
    public void Normals_have_the_moments_and_tails_of_the_normal_distribution()
    {
        const int count = 200_000;
        var random = new SeededNormals(1);
        var values = Enumerable.Range(0, count).Select(_ => random.NextNormal()).ToArray();

        Assert.InRange(values.Average(), -0.01, 0.01);
        Assert.InRange(values.Average(x => x * x), 0.985, 1.015);
        Assert.InRange(values.Average(x => x * x * x * x), 2.9, 3.1);
        Assert.InRange(values.Count(x => Math.Abs(x) > 1.959964) / (double)count, 0.048, 0.052);
        Assert.InRange(values.Zip(values.Skip(1), (x, y) => x * y).Average(), -0.01, 0.01);
    }

    [Fact]
    public void Indices_stay_in_their_range_and_reach_its_ends()
    {
        var random = new SeededNormals(3);
        var seen = Enumerable.Range(0, 200).Select(_ => random.NextIndex(4)).ToHashSet();

        Assert.Equal([0, 1, 2, 3], seen.Order());
    }

    [Theory]
    [InlineData("Fp64")]
    [InlineData("Fp32")]
    [InlineData("Bf16")]
    [InlineData("Fp16")]
    [InlineData("Int8")]
    public void A_filled_buffer_holds_values_of_its_type(string name)
    {
        var type = Enum.Parse<ElementType>(name);
        using var buffer = new TensorBuffer(type, 1000).FillNormal(new SeededNormals(5), type == ElementType.Int8 ? 32 : 0.5);
        var values = Enumerable.Range(0, 1000).Select(i => buffer[i]).ToArray();

        Assert.Equal(1000 * type.SizeBytes(), buffer.Bytes);
        Assert.True(values.Distinct().Count() > 50);
        Assert.InRange(Math.Sqrt(values.Average(x => x * x)) / (type == ElementType.Int8 ? 32 : 0.5), 0.9, 1.1);
    }

    [Fact]
    public unsafe void Buffers_are_aligned_to_vectors_and_large_ones_to_huge_pages()
    {
        using var small = new TensorBuffer(ElementType.Int8, 3);
        using var large = new TensorBuffer(ElementType.Fp32, 2 << 20);

        Assert.Equal(0u, (nuint)small.Data % 64);
        Assert.Equal(0u, (nuint)large.Data % (2 << 20));
    }

    [Theory]
    [InlineData("Fp32")]
    [InlineData("Bf16")]
    public void Unwritten_entries_are_no_numbers(string name)
    {
        using var buffer = new TensorBuffer(Enum.Parse<ElementType>(name), 5).FillUnwritten();

        Assert.All(Enumerable.Range(0, 5), i => Assert.True(double.IsNaN(buffer[i])));
    }
}
