using StackBench.Llm.Gguf;

namespace StackBench.Tests.Llm;

public class GgufReaderTests
{
    /// <summary>What is broken, the file, a part of the message.</summary>
    public static TheoryData<string, Func<object>, string> Broken => new()
    {
        { "empty", () => new GgufBytes(), "not a GGUF file" },
        { "other magic", () => new GgufBytes().Raw("PK\u0003\u0004"u8).Zeros(100), "not a GGUF file" },
        { "only magic", () => new GgufBytes().Raw("GGUF"u8), "cut off" },
        { "version 1", () => GgufBytes.Begin(version: 1).Zeros(64), "version 1 is not known" },
        { "future version", () => GgufBytes.Begin(version: 4).Zeros(64), "version 4 is not known" },
        { "big-endian", () => GgufBytes.Begin(version: 0x03000000).Zeros(64), "big-endian" },
        { "too many tensors", () => GgufBytes.Begin(tensors: ulong.MaxValue).Zeros(64), "tensors, more than it holds" },
        { "too many entries", () => GgufBytes.Begin(entries: 1UL << 62).Zeros(64), "metadata entries, more than it holds" },
        { "endless key", () => GgufBytes.Begin(entries: 1).U64(1UL << 40).Zeros(64), "cut off in a metadata key" },
        { "long key", () => GgufBytes.Begin(entries: 1).U64(4096).Zeros(8192), "4096 bytes, more than 1024" },
        { "endless text", () => GgufBytes.Begin(entries: 1).Text("k").U32(8).U64(ulong.MaxValue).Zeros(64), "cut off in the value of 'k'" },
        { "text of 2 MB", () => GgufBytes.Begin(entries: 1).Text("k").U32(8).U64(2 << 20).Zeros(3 << 20), "more than 1048576" },
        { "endless array", () => GgufBytes.Begin(entries: 1).Text("k").U32(9).U32(4).U64(1UL << 61).Zeros(64), "'k' claims" },
        { "array of endless texts", () =>
            GgufBytes.Begin(entries: 1).Text("k").U32(9).U32(8).U64(2).U64(1UL << 50).Zeros(64), "cut off in metadata 'k'"},
        { "array of arrays", () => GgufBytes.Begin(entries: 1).Text("k").U32(9).U32(9).U64(1).Zeros(64), "array of arrays" },
        { "unknown value type", () => GgufBytes.Begin(entries: 1).Text("k").U32(13).Zeros(64), "value type 13" },
        { "key twice", () => GgufBytes.Begin(entries: 2).Entry("k", 1).Entry("k", "b").Zeros(64), "appears twice" },
        { "alignment 0", () => GgufBytes.Begin(entries: 1).Entry("general.alignment", 0).Zeros(64), "alignment 0" },
        { "alignment 33", () => GgufBytes.Begin(entries: 1).Entry("general.alignment", 33).Zeros(64), "alignment 33" },
        { "no dimensions", () => GgufBytes.Begin(tensors: 1).Tensor("t", 0, 0).Zeros(64), "0 dimensions" },
        { "five dimensions", () => GgufBytes.Begin(tensors: 1).Tensor("t", 0, 0, 1, 1, 1, 1, 1).Zeros(64), "5 dimensions" },
        { "dimension 0", () => GgufBytes.Begin(tensors: 1).Tensor("t", 0, 0, 4, 0).Zeros(64), "impossible dimensions" },
        { "product wraps to 0", () =>
            GgufBytes.Begin(tensors: 1).Tensor("t", 0, 0, 1UL << 32, 1UL << 32).Zeros(64), "impossible dimensions"},
        { "product wraps to 64", () =>
            GgufBytes.Begin(tensors: 1).Tensor("t", 0, 0, 1UL << 62, 4, 1UL << 2, 64).Zeros(64), "impossible dimensions"},
        { "bytes overflow", () => GgufBytes.Begin(tensors: 1).Tensor("t", 28, 0, 1UL << 62).Zeros(64), "do not fill whole blocks" },
        { "unknown type", () => GgufBytes.Begin(tensors: 1).Tensor("t", 99, 0, 32).Zeros(64), "type 99" },
        { "row of 33 in Q8_0", () => GgufBytes.Begin(tensors: 1).Tensor("t", 8, 0, 33, 32).Zeros(4096), "whole blocks of Q8_0" },
        { "beyond the end", () => GgufBytes.Begin(tensors: 1).Tensor("t", 0, 0, 1024).Zeros(64), "ends beyond its end" },
        { "offset overflows", () => GgufBytes.Begin(tensors: 1).Tensor("t", 0, long.MaxValue, 8).Zeros(64), "ends beyond its end" },
        { "offset negative", () => GgufBytes.Begin(tensors: 1).Tensor("t", 0, ulong.MaxValue, 8).Zeros(64), "beyond any file" },
    };

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void A_broken_file_is_a_clear_error_and_no_large_allocation(string flaw, Func<object> file, string message)
    {
        using var stream = ((GgufBytes)file()).Stream();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Assert.Throws<GgufException>(() => GgufReader.Read(stream));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, flaw);
    }

    [Fact]
    public void Every_file_cut_off_in_its_header_is_refused()
    {
        using var whole = new MemoryStream();
        SyntheticModelWriter.Write(
            new SyntheticModel(ModelShape.Tiny, TensorType.Q8_0, 1), whole, cancellation: TestContext.Current.CancellationToken);
        var bytes = whole.ToArray();
        for (var length = 0; length < bytes.Length; length += length < 2000 ? 1 : 997)
        {
            using var part = new MemoryStream(bytes, 0, length);
            Assert.Throws<GgufException>(() => GgufReader.Read(part));
        }
    }

    [Fact]
    public void A_flipped_byte_never_does_more_than_a_clear_error()
    {
        using var whole = new MemoryStream();
        SyntheticModelWriter.Write(
            new SyntheticModel(ModelShape.Tiny, TensorType.Q8_0, 1), whole, cancellation: TestContext.Current.CancellationToken);
        var bytes = whole.ToArray();
        var headerLength = (int)GgufReader.Read(new MemoryStream(bytes)).DataOffset;
        var refused = 0;
        for (var at = 0; at < headerLength; at += 3)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 0xFF;
            try
            {
                ModelFacts.Of(GgufReader.Read(new MemoryStream(flipped)));
            }
            catch (GgufException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, headerLength);
    }

    /// <summary>The header has 24 bytes, the entry 33 and the tensor 33; the data of the tensor 32.</summary>
    [Theory]
    [InlineData(null, 64)]
    [InlineData(1u, 90)]
    [InlineData(8u, 96)]
    [InlineData(64u, 128)]
    [InlineData(4096u, 4096)]
    public void Data_begin_at_the_next_multiple_of_the_alignment(uint? alignment, int dataOffset)
    {
        var file = GgufBytes.Begin(tensors: 1, entries: alignment is null ? 0UL : 1);
        if (alignment is { } given) file.Entry("general.alignment", given);
        var bytes = file.Tensor("t", type: 0, offset: 0, 8).Stream().ToArray();
        Array.Resize(ref bytes, dataOffset + 32);
        Assert.Equal(dataOffset, GgufReader.Read(new MemoryStream(bytes)).DataOffset);
        var exception = Assert.Throws<GgufException>(() => GgufReader.Read(new MemoryStream(bytes, 0, bytes.Length - 1)));
        Assert.Contains("cut off", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    public void A_file_made_by_hand_is_understood(uint version)
    {
        using var stream = GgufBytes.Begin(version, tensors: 3, entries: 8)
            .Entry("general.architecture", "moe").Entry("general.name", "Mixed")
            .Entry("moe.block_count", 2).Entry("moe.embedding_length", 64).Entry("moe.attention.head_count", 4)
            .Entry("moe.expert_count", 8).Entry("moe.expert_used_count", 2)
            .Text("moe.attention.head_count_kv").U32(9).U32(5).U64(2).U32(2).U32(4)
            .Tensor("token_embd.weight", 1, 0, 64, 10)
            .Tensor("blk.0.ffn_up_exps.weight", 8, 1280, 64, 16, 8)
            .Tensor("output_norm.weight", 0, 10016, 64)
            .Zeros(11000).Stream();
        var facts = ModelFacts.Of(GgufReader.Read(stream));
        Assert.Equal("Mixed", facts.Name);
        Assert.Equal("Q8_0", facts.Type);
        Assert.Equal(640 + 8192 + 64, facts.Parameters);
        Assert.Equal(1280 + (8192 / 32 * 34) + 256, facts.WeightBytes);

        // Two of eight experts; the embedding is the output matrix as well, so that it is read.
        Assert.Equal((8192 / 4) + 64, facts.TokenParameters);
        Assert.Equal(640, facts.OutputParameters);
        Assert.Equal(1280 + (8192 / 32 * 34 / 4) + 256, facts.DecodeBytes);

        // 6 KV heads in all layers, keys and values of 16 elements, 2 bytes each; 8 query heads.
        Assert.Equal(6 * 2 * 16 * 2, facts.KvBytesPerToken);
        Assert.Equal(2 * 4 * 16, facts.AttentionWidth);
        Assert.Null(facts.Context);
    }
}
