using System.Text;

namespace StackBench.Llm.Gguf;

/// <summary>
/// Writes a synthetic model as a GGUF file, version 3, a few rows at a time: a model of any size needs a megabyte of memory.
/// </summary>
public static class SyntheticModelWriter
{
    private const int ChunkElements = 1 << 16;

    /// <summary>Size of the file in bytes.</summary>
    public static long SizeOf(SyntheticModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var last = model.Tensors()[^1];
        return Header(model).Length + last.Offset + SyntheticModel.Padded(last.Bytes);
    }

    /// <param name="progress">Told the bytes written so far, now and then.</param>
    public static void Write(
        SyntheticModel model, Stream stream, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        var header = Header(model);
        stream.Write(header);
        var weights = new float[ChunkElements];
        var bytes = new byte[ChunkElements * sizeof(float)];
        long written = header.Length;
        var tensors = model.Tensors();
        for (var i = 0; i < tensors.Length; i++)
        {
            var tensor = tensors[i];
            var random = SyntheticWeights.Of(model.Seed, i);
            var deviation = Deviation(tensor);
            for (long done = 0; done < tensor.Elements; done += ChunkElements)
            {
                cancellation.ThrowIfCancellationRequested();
                var chunk = weights.AsSpan(0, (int)Math.Min(ChunkElements, tensor.Elements - done));
                if (deviation is { } wanted) random.Fill(chunk, wanted);
                else chunk.Fill(1);
                var encoded = bytes.AsSpan(0, (int)tensor.Type.BytesOf(chunk.Length)!.Value);
                BlockEncoder.Encode(tensor.Type, chunk, encoded);
                stream.Write(encoded);
                written += encoded.Length;
                progress?.Report(written);
            }

            var padding = (int)(SyntheticModel.Padded(tensor.Bytes) - tensor.Bytes);
            stream.Write(new byte[padding]);
            written += padding;
        }
    }

    /// <summary>Norms are all ones (null); a matrix keeps the size of what it multiplies.</summary>
    private static float? Deviation(GgufTensor tensor) => tensor.Dimensions.Length == 1 ? null
        : tensor.Name == "token_embd.weight" ? 0.02f
        : (float)(1 / Math.Sqrt(tensor.Dimensions[0]));

    private static byte[] Header(SyntheticModel model)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8, leaveOpen: true);
        var tensors = model.Tensors();
        var sizes = model.Sizes();
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Length);
        var countAt = buffer.Position;
        writer.Write(0UL);
        var entries = 0UL;
        Text("general.architecture", "llama");
        Text("general.name", model.Name);
        foreach (var (key, value) in sizes) Number(key, value);
        Key("llama.attention.layer_norm_rms_epsilon", GgufValueType.Float32);
        writer.Write(HuggingFaceConfig.NormEpsilon);
        Key("llama.rope.freq_base", GgufValueType.Float32);
        writer.Write(HuggingFaceConfig.RopeBase);
        WriteVocabulary(model.Shape.Vocabulary);
        foreach (var tensor in tensors)
        {
            Bytes(tensor.Name);
            writer.Write((uint)tensor.Dimensions.Length);
            foreach (var dimension in tensor.Dimensions) writer.Write((ulong)dimension);
            writer.Write(tensor.Type.Code);
            writer.Write((ulong)tensor.Offset);
        }

        while (buffer.Position % SyntheticModel.Alignment != 0) writer.Write((byte)0);
        buffer.Position = countAt;
        writer.Write(entries);
        writer.Flush();
        return buffer.ToArray();

        void WriteVocabulary(int size)
        {
            Text("tokenizer.ggml.model", "llama");
            Array("tokenizer.ggml.tokens", GgufValueType.String, size);
            foreach (var token in SyntheticVocabulary.Tokens(size)) Bytes(token);
            Array("tokenizer.ggml.scores", GgufValueType.Float32, size);
            for (var id = 0; id < size; id++) writer.Write(SyntheticVocabulary.ScoreOf(id));
            Array("tokenizer.ggml.token_type", GgufValueType.Int32, size);
            for (var id = 0; id < size; id++) writer.Write(SyntheticVocabulary.TypeOf(id));
            Number("tokenizer.ggml.unknown_token_id", SyntheticVocabulary.Unknown);
            Number("tokenizer.ggml.bos_token_id", SyntheticVocabulary.Begin);
            Number("tokenizer.ggml.eos_token_id", SyntheticVocabulary.End);
            Key("tokenizer.ggml.add_bos_token", GgufValueType.Bool);
            writer.Write(true);
            Key("tokenizer.ggml.add_space_prefix", GgufValueType.Bool);
            writer.Write(true);
            Text("tokenizer.chat_template", SyntheticVocabulary.ChatTemplate);
        }

        void Key(string key, GgufValueType type)
        {
            entries++;
            Bytes(key);
            writer.Write((uint)type);
        }

        void Bytes(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            writer.Write((ulong)bytes.Length);
            writer.Write(bytes);
        }

        void Text(string key, string value)
        {
            Key(key, GgufValueType.String);
            Bytes(value);
        }

        void Number(string key, uint value)
        {
            Key(key, GgufValueType.UInt32);
            writer.Write(value);
        }

        void Array(string key, GgufValueType type, int count)
        {
            Key(key, GgufValueType.Array);
            writer.Write((uint)type);
            writer.Write((ulong)count);
        }
    }
}
