using System.Runtime.InteropServices;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.Device;

/// <summary>References of device kernels against counting one by one.</summary>
public sealed class DeviceValueTests
{
    /// <summary>E4M3 by its definition: four bits of exponent with bias 7, three of mantissa, no infinity.</summary>
    [Theory]
    [InlineData(0.0, 0x00)]
    [InlineData(1.0, 0x38)]
    [InlineData(-2.0, 0xC0)]
    [InlineData(-0.0001, 0x00)]
    [InlineData(-0.001953125, 0x81)]
    [InlineData(0.015625, 0x08)]
    [InlineData(0.001953125, 0x01)]
    [InlineData(448.0, 0x7E)]
    [InlineData(1.07, 0x39)]
    [InlineData(1.06, 0x38)]
    public void Numbers_of_fp8_are_the_nearest(double value, byte code) =>
        Assert.Equal([code], MatrixValues.Encode(MatrixElement.Fp8, [value]));

    [Fact]
    public void Numbers_of_bf16_are_the_upper_half_of_fp32() =>
        Assert.Equal([0x80, 0x3F, 0x00, 0xC0], MatrixValues.Encode(MatrixElement.Bf16, [1, -2]));

    /// <summary>Groups that begin within the array, reach its end, go round it once and several times.</summary>
    [Theory]
    [InlineData(6, 3, 2)]
    [InlineData(5, 3, 4)]
    [InlineData(3, 1, 7)]
    [InlineData(2, 1, 6)]
    public void What_a_group_reads_is_the_exclusive_or_of_its_blocks(int blocks, int stride, int steps)
    {
        const int groups = 4;
        var pattern = RandomPattern.Bits(7);
        var device = new StubDevice((_, _) => 1) { DoesCopy = true };
        using var output = device.Allocate(groups * CopyKernel.GroupSize * CopyKernel.VectorBytes, MemoryPlace.Device);
        var words = new uint[output.Bytes / 4];
        var bits = Words(pattern, 0, blocks * ReadKernel.BlockBytes / 4);
        for (var group = 0; group < groups; group++)
            for (var lane = 0; lane < CopyKernel.GroupSize; lane++)
                for (var part = 0; part < 4; part++)
                    for (var step = 0; step < steps; step++)
                        for (var k = 0; k < 8; k++)
                        {
                            var block = ((group * stride) + step) % blocks;
                            words[(((group * CopyKernel.GroupSize) + lane) * 4) + part] ^=
                                bits[((((block * 8) + k) * CopyKernel.GroupSize) + lane) * 4 + part];
                        }

        device.Upload<uint>(output, words);
        ReadReference.Of(pattern, 0, blocks, stride, steps).Require(device, output);
        words[^1] ^= 1;
        device.Upload<uint>(output, words);
        var error = Assert.Throws<CheckFailedException>(
            () => ReadReference.Of(pattern, 0, blocks, stride, steps).Require(device, output));
        Assert.StartsWith("read: 4 of ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_does_not_repeat_at_a_power_of_two_and_is_compared_byte_for_byte()
    {
        var pattern = RandomPattern.Bits(3);
        var part = new byte[4096];
        pattern.Fill(part, 40 << 20);
        Assert.Equal(0, pattern.Differences(part, 40 << 20));
        Assert.NotEqual(0, pattern.Differences(part, (40 << 20) - (16 << 20)));
        Assert.Equal(Words(pattern, 0, (40 << 20) / 4 + 1)[^1], MemoryMarshal.Read<uint>(part));
        part[17] ^= 0x80;
        Assert.Equal(1, pattern.Differences(part, 40 << 20));
    }

    private static uint[] Words(RandomPattern pattern, long place, int count)
    {
        var words = new uint[count];
        pattern.Fill(MemoryMarshal.AsBytes(words.AsSpan()), place);
        return words;
    }
}
