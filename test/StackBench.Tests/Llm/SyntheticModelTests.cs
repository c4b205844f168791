using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using StackBench.Llm.Gguf;

namespace StackBench.Tests.Llm;

public class SyntheticModelTests
{
    [Theory]
    [InlineData("F16", "922bf3fc94354579090c9a1793a2c80acf4258b42540d6e5221041277acf4a3c")]
    [InlineData("Q8_0", "cd56b6be3dadc488c8f494a792ad5f51cda76f9ab7e5d0aee0dd30566deaca57")]
    [InlineData("Q4_0", "87269e357e5b1a70598a65c2f30a7c9f03facc012aadce764dcc3f9d9cf674d0")]
    public void The_bytes_of_a_seed_are_the_same_for_ever(string type, string sha256)
    {
        using var stream = new MemoryStream();
        var model = new SyntheticModel(ModelShape.Tiny, Type(type), 1);
        SyntheticModelWriter.Write(model, stream, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(SyntheticModelWriter.SizeOf(model), stream.Length);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(stream.ToArray())));
    }

    [Fact]
    public void Another_seed_changes_the_weights_and_nothing_else()
    {
        using var one = new MemoryStream();
        using var two = new MemoryStream();
        SyntheticModelWriter.Write(
            new SyntheticModel(ModelShape.Tiny, TensorType.F16, 1), one, cancellation: TestContext.Current.CancellationToken);
        SyntheticModelWriter.Write(
            new SyntheticModel(ModelShape.Tiny, TensorType.F16, 2), two, cancellation: TestContext.Current.CancellationToken);
        var header = (int)GgufReader.Read(new MemoryStream(one.ToArray())).DataOffset;
        Assert.Equal(one.ToArray()[..header], two.ToArray()[..header]);
        Assert.NotEqual(one.ToArray()[header..], two.ToArray()[header..]);
    }

    /// <summary>
    /// Parameters and sizes of the same models as another writer (gguf-py) makes them, to 0.1 million and 12 %: each rounds its own way.
    /// </summary>
    [Theory]
    [InlineData("tiny", "F16", 0.2, 0.34e6)]
    [InlineData("small", "Q8_0", 5.0, 5.5e6)]
    [InlineData("100m", "Q8_0", 124.7, 133e6)]
    [InlineData("100m", "Q4_0", 124.7, 71e6)]
    [InlineData("100m", "F16", 124.7, 250e6)]
    [InlineData("1b", "Q8_0", 1100.0, 1.17e9)]
    public void Sizes_are_those_of_the_shape(string shape, string type, double millions, double bytes)
    {
        var model = new SyntheticModel(ModelShape.Find(shape)!, Type(type), 1);
        Assert.Equal(millions, Math.Round(model.Facts().Parameters / 1e6, 1), 0.1);
        Assert.InRange(SyntheticModelWriter.SizeOf(model), bytes * 0.88, bytes * 1.12);
    }

    [Theory]
    [InlineData("tiny", "F16")]
    [InlineData("small", "Q4_0")]
    public void The_file_says_what_the_model_says_without_it(string shape, string type)
    {
        var model = new SyntheticModel(ModelShape.Find(shape)!, Type(type), 7);
        using var stream = new MemoryStream();
        SyntheticModelWriter.Write(model, stream, cancellation: TestContext.Current.CancellationToken);
        stream.Position = 0;
        var header = GgufReader.Read(stream);
        Assert.Equal(model.Tensors(), header.Tensors);
        Assert.Equal(model.Facts(), ModelFacts.Of(header));
        Assert.Equal(model.Shape.Vocabulary, header.ArrayLengths["tokenizer.ggml.tokens"]);
        Assert.Equal(SyntheticVocabulary.ChatTemplate, header.Texts["tokenizer.chat_template"]);
    }

    [Fact]
    public void Facts_of_tiny_are_those_worked_out_by_hand()
    {
        var facts = new SyntheticModel(ModelShape.Tiny, TensorType.Q8_0, 1).Facts();

        // A layer: q and output 64 x 64, k and v 64 x 32, three 64 x 192, two norms of 64; then one norm.
        const int layer = (2 * 64 * 64) + (2 * 64 * 32) + (3 * 64 * 192);
        Assert.Equal((2 * (layer + 128)) + 64, facts.TokenParameters);
        Assert.Equal(512 * 64, facts.OutputParameters);
        Assert.Equal((((2 * layer) + (512 * 64)) / 32 * 34) + (5 * 64 * 4), facts.DecodeBytes);
        Assert.Equal(2 * 2 * 2 * 16 * 2, facts.KvBytesPerToken);
        Assert.Equal(2 * 64, facts.AttentionWidth);
    }

    [Fact]
    public void Q8_blocks_are_those_of_ggml()
    {
        // The largest magnitude is 127 / 64: the scale is 1 / 64 and the weights are their own integers, halves rounded away from zero.
        var weights = new float[32];
        (weights[0], weights[1], weights[2], weights[31]) = (127 / 64f, -1 / 64f, 2.5f / 64, -127 / 64f);
        var bytes = new byte[34];
        BlockEncoder.Encode(TensorType.Q8_0, weights, bytes);
        Assert.Equal((Half)(1 / 64f), BinaryPrimitives.ReadHalfLittleEndian(bytes));
        Assert.Equal([127, 255, 3], bytes[2..5]);
        Assert.Equal(129, bytes[33]);
    }

    [Fact]
    public void Q4_blocks_are_those_of_ggml()
    {
        // The weight of largest magnitude becomes -8, stored as 0: here 2, so that the scale is -1/4.
        var weights = new float[32];
        (weights[0], weights[1], weights[16], weights[17]) = (2, -1.75f, 0.25f, -2);
        var bytes = new byte[18];
        BlockEncoder.Encode(TensorType.Q4_0, weights, bytes);
        Assert.Equal((Half)(-0.25f), BinaryPrimitives.ReadHalfLittleEndian(bytes));
        Assert.Equal(0x70, bytes[2]); // 2 -> 0; 0.25 -> -1 + 8 = 7
        Assert.Equal(0xFF, bytes[3]); // -1.75 -> 7 + 8 = 15; -2 -> 8 + 8, held at 15
        Assert.Equal(0x88, bytes[4]);
    }

    [Fact]
    public void Q6_blocks_give_the_weights_back()
    {
        // Groups of 16 of very different size, as each has a scale of its own.
        float[] weights = [.. Enumerable.Range(0, 256).Select(i => (float)Math.Sin(i * 1.7) * (1 + (i / 16)))];
        var bytes = new byte[210];
        BlockEncoder.Encode(TensorType.Q6_K, weights, bytes);
        var factor = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(208));
        for (var i = 0; i < 256; i++)
        {
            // ggml's block_q6_K: halves of 128 in four runs of 32, which share bytes of four and of two bits.
            var (half, run, place) = (i / 128, i % 128 / 32, i % 32);
            var low = (bytes[(64 * half) + (32 * (run % 2)) + place] >> (run < 2 ? 0 : 4)) & 15;
            var high = (bytes[128 + (32 * half) + place] >> (2 * run)) & 3;
            var weight = factor * (sbyte)bytes[192 + (i / 16)] * ((low | (high << 4)) - 32);
            Assert.InRange(weight - weights[i], -0.02 * (1 + (i / 16)), 0.02 * (1 + (i / 16)));
        }
    }

    /// <summary>The figures of the public file llama-2-7b.Q4_0.gguf, as llama.cpp prints them.</summary>
    [Fact]
    public void Llama_2_is_that_of_the_score_boards()
    {
        var model = new SyntheticModel(ModelShape.Llama2, TensorType.Q4_0, 1);
        var facts = model.Facts();
        Assert.Equal((6_738_415_616, 291, 3_825_065_984), (facts.Parameters, model.Tensors().Length, facts.WeightBytes));
        Assert.Equal(3.751e9, facts.DecodeBytes, 0.001e9);
        Assert.Equal("Q4_0", facts.Type);
        Assert.Equal("Q6_K", model.Tensors().Single(tensor => tensor.Name == "output.weight").Type.Name);
        Assert.All(
            new SyntheticModel(ModelShape.Llama2, TensorType.Q8_0, 1).Tensors(), tensor => Assert.NotEqual("Q6_K", tensor.Type.Name));
    }

    [Theory]
    [InlineData("Q8_0")]
    [InlineData("Q4_0")]
    public void A_block_of_zeros_is_one_of_zeros(string type)
    {
        var bytes = new byte[(int)Type(type).BytesOf(32)!];
        BlockEncoder.Encode(Type(type), new float[32], bytes);
        Assert.Equal((Half)0, Half.Abs(BinaryPrimitives.ReadHalfLittleEndian(bytes)));
        Assert.All(bytes[2..], value => Assert.Equal(type == "Q8_0" ? 0 : 0x88, value));
    }

    [Fact]
    public void Weights_have_the_deviation_asked_for()
    {
        var weights = new float[1 << 18];
        SyntheticWeights.Of(1, 0).Fill(weights, 0.5f);
        Assert.Equal(0, weights.Average(), 0.005);
        Assert.Equal(0.5, Math.Sqrt(weights.Average(weight => (double)weight * weight)), 0.002);

        // A normal variable has kurtosis 3; four even ones together have 3 - 6/20.
        Assert.Equal(2.7, weights.Average(weight => Math.Pow(weight / 0.5, 4)), 0.03);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    [InlineData(32000)]
    public void Every_prefix_of_a_word_is_a_token(int size)
    {
        var tokens = SyntheticVocabulary.Tokens(size);
        Assert.Equal(size, tokens.Length);
        var known = tokens.ToHashSet(StringComparer.Ordinal);
        Assert.Equal(size, known.Count);
        foreach (var token in tokens.Where(
            token => token.StartsWith(SyntheticVocabulary.WordBegin, StringComparison.Ordinal) && token.Length > 1))
            Assert.Contains(token[..^1], known);
        Assert.Equal(size - 286, SyntheticVocabulary.Words(size).Length);
    }

    [Fact]
    public void The_configuration_names_the_same_sizes()
    {
        using var json = JsonDocument.Parse(HuggingFaceConfig.Model(ModelShape.Small));
        var sizes = new Dictionary<string, int>
        {
            ["vocab_size"] = 4096,
            ["hidden_size"] = 256,
            ["intermediate_size"] = 704,
            ["num_hidden_layers"] = 4,
            ["num_attention_heads"] = 8,
            ["num_key_value_heads"] = 4,
            ["head_dim"] = 32,
            ["max_position_embeddings"] = 2048,
            ["bos_token_id"] = 1,
            ["eos_token_id"] = 2,
        };
        Assert.All(sizes, size => Assert.Equal(size.Value, json.RootElement.GetProperty(size.Key).GetInt32()));
        Assert.Equal("LlamaForCausalLM", json.RootElement.GetProperty("architectures")[0].GetString());
    }

    [Fact]
    public void A_large_model_is_written_without_being_held_in_memory()
    {
        var model = new SyntheticModel(ModelShape.Hundred, TensorType.F16, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        SyntheticModelWriter.Write(model, Stream.Null, cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void Nothing_half_remains_when_the_disk_is_full()
    {
        var folder = Directory.CreateTempSubdirectory("stackbench-model-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.gguf");
            File.WriteAllText(path, "old");
            Assert.Throws<IOException>(() => ModelFolder.Write(path, File.Create, stream =>
            {
                stream.Write(new byte[1000]);
                throw new IOException("No space left on device");
            }));
            Assert.Equal(["model.gguf"], folder.GetFiles().Select(file => file.Name));
            Assert.Equal("old", File.ReadAllText(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_holds_the_model_and_its_configuration()
    {
        var folder = Directory.CreateTempSubdirectory("stackbench-model-");
        try
        {
            var model = new SyntheticModel(ModelShape.Tiny, TensorType.Q4_0, 3);
            var path = ModelFolder.Make(model, folder.FullName, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal("synthetic-tiny-Q4_0-seed3.gguf", Path.GetFileName(path));
            Assert.Equal(["config.json", "generation_config.json", "special_tokens_map.json", "synthetic-tiny-Q4_0-seed3.gguf",
                "tokenizer.json", "tokenizer_config.json"],
                folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
            Assert.Equal(SyntheticModelWriter.SizeOf(model), new FileInfo(path).Length);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TensorType Type(string name) => TensorType.All.Single(type => type.Name == name);
}
