using System.Text;
using System.Text.Json;

namespace StackBench.Llm.Gguf;

/// <summary>
/// The <c>config.json</c> of a synthetic model as Hugging Face's loaders want it, for engines that make dummy weights themselves.
/// </summary>
public static class HuggingFaceConfig
{
    internal const float NormEpsilon = 1e-5f;

    internal const float RopeBase = 10000;

    public const string FileName = "config.json";

    public const string GenerationFileName = "generation_config.json";

    public static string Model(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Write(json =>
        {
            json.WriteStartArray("architectures");
            json.WriteStringValue("LlamaForCausalLM");
            json.WriteEndArray();
            json.WriteString("model_type", "llama");
            json.WriteNumber("vocab_size", shape.Vocabulary);
            json.WriteNumber("hidden_size", shape.Width);
            json.WriteNumber("intermediate_size", shape.FeedForward);
            json.WriteNumber("num_hidden_layers", shape.Layers);
            json.WriteNumber("num_attention_heads", shape.Heads);
            json.WriteNumber("num_key_value_heads", shape.KvHeads);
            json.WriteNumber("head_dim", shape.HeadWidth);
            json.WriteNumber("max_position_embeddings", shape.Context);
            json.WriteString("hidden_act", "silu");
            json.WriteNumber("rms_norm_eps", NormEpsilon);
            json.WriteNumber("rope_theta", RopeBase);
            json.WriteBoolean("attention_bias", false);
            json.WriteBoolean("mlp_bias", false);
            json.WriteBoolean("tie_word_embeddings", false);
            WriteTokens(json);
            json.WriteString("torch_dtype", "bfloat16");
        });
    }

    public static string Generation() => Write(json =>
    {
        json.WriteBoolean("do_sample", false);
        WriteTokens(json);
    });

    private static void WriteTokens(Utf8JsonWriter json)
    {
        json.WriteNumber("bos_token_id", SyntheticVocabulary.Begin);
        json.WriteNumber("eos_token_id", SyntheticVocabulary.End);
    }

    private static string Write(Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
