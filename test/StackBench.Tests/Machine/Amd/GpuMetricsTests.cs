using System.Buffers.Binary;
using StackBench.Machine.Amd;

namespace StackBench.Tests.Machine.Amd;

public sealed class GpuMetricsTests
{
    /// <summary>
    /// Where the last field read here ends in the structures as C lays them out, counted by hand; with the padding behind it 1.0 has 80
    /// bytes, 1.3 120, 1.4 288, 2.1 120, 3.0 264.
    /// </summary>
    public static TheoryData<int, int, int> Revisions => new()
    {
        { 1, 0, 76 }, { 1, 1, 96 }, { 1, 2, 104 }, { 1, 3, 120 }, { 1, 4, 282 }, { 1, 5, 354 }, { 1, 6, 308 }, { 1, 7, 340 }, { 1, 8, 340 },
        { 2, 0, 118 }, { 2, 1, 114 }, { 2, 2, 128 }, { 2, 3, 152 }, { 2, 4, 164 }, { 3, 0, 260 },
    };

    [Theory]
    [MemberData(nameof(Revisions))]
    public void Fields_are_naturally_aligned_and_end_where_the_structure_ends(int format, int content, int bytes)
    {
        var layout = GpuMetricsLayout.Of(format, content)!.Value;
        Assert.All(layout, field => Assert.Equal(0, field.Offset % field.Bytes));
        Assert.Equal(bytes, layout[^1].Offset + (layout[^1].Bytes * layout[^1].Count));
    }

    [Theory]
    [MemberData(nameof(Revisions))]
    public void A_table_cut_at_any_length_keeps_the_fields_before_the_cut(int format, int content, int bytes)
    {
        var layout = GpuMetricsLayout.Of(format, content)!.Value;
        var table = Table(format, content, bytes);
        foreach (var field in layout) Write(table.AsSpan(field.Offset, field.Bytes), (ulong)(1 + (field.Offset % 100)));
        for (var length = 0; length <= bytes; length++)
        {
            var decoded = GpuMetrics.Decode(table.AsSpan(0, length));
            Assert.Equal(length >= GpuMetricsLayout.HeaderBytes, decoded.IsKnown);
            if (!decoded.IsKnown) continue;
            foreach (var field in layout)
            {
                var isWhole = field.Offset + (field.Bytes * field.Count) <= length;
                Assert.Equal(isWhole ? field.Count : 0, decoded.Value.All(field.Name).Length);
                if (isWhole) Assert.Equal((ulong)(1 + (field.Offset % 100)), decoded.Value.All(field.Name)[0]);
            }
        }
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 9)]
    [InlineData(3, 1)]
    [InlineData(0, 0)]
    [InlineData(255, 255)]
    public void An_unknown_revision_is_refused_by_name(int format, int content)
    {
        var decoded = GpuMetrics.Decode(Table(format, content, 200));
        Assert.False(decoded.IsKnown);
        Assert.Contains($"{format}.{content}", decoded.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public void All_ones_is_no_value_and_the_stated_size_rules_over_the_file()
    {
        var table = Table(1, 3, 4096);
        BinaryPrimitives.WriteUInt16LittleEndian(table, 24);
        BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(4), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(6), ushort.MaxValue);
        var decoded = GpuMetrics.Decode(table).Value;
        Assert.Equal(56, decoded.Value("temperature_edge").Value);
        Assert.False(decoded.Value("temperature_hotspot").IsKnown);
        Assert.False(decoded.Value("energy_accumulator").IsKnown);
    }

    [Theory]
    [InlineData(0UL, "")]
    [InlineData(1UL, "power")]
    [InlineData(1UL << 16, "current")]
    [InlineData(1UL << 36, "thermal")]
    [InlineData(1UL << 56, "other")]
    [InlineData((1UL << 47) | (1UL << 7) | (1UL << 23), "power,current,thermal")]
    public void Throttle_bits_have_reasons(ulong bits, string reasons) => Assert.Equal(reasons, string.Join(',', AmdThrottle.Of(bits)));

    [Theory]
    [InlineData(90402, "gfx942")]
    [InlineData(90010, "gfx90a")]
    [InlineData(100303, "gfx1033")]
    [InlineData(110003, "gfx1103")]
    [InlineData(110501, "gfx1151")]
    [InlineData(120001, "gfx1201")]
    [InlineData(80003, "gfx803")]
    [InlineData(90008, "gfx908")]
    [InlineData(90500, "gfx950")]
    public void A_target_has_its_name(long version, string name) => Assert.Equal(name, GfxTarget.Of(version).Value);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(99_999_999)]
    public void What_is_no_target_has_none(long version) => Assert.False(GfxTarget.Of(version).IsKnown);

    private static byte[] Table(int format, int content, int bytes)
    {
        var table = new byte[bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(table, (ushort)bytes);
        (table[2], table[3]) = ((byte)format, (byte)content);
        return table;
    }

    private static void Write(Span<byte> field, ulong value)
    {
        for (var i = 0; i < field.Length; i++) field[i] = (byte)(value >> (8 * i));
    }
}
