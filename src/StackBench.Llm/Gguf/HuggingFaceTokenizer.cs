using System.Text.Encodings.Web;
using System.Text.Json;

namespace StackBench.Llm.Gguf;

/// <summary>
/// The tokenizer of a synthetic model in the files of Hugging Face: what the <c>tokenizers</c> library makes of a text are the ids that
/// llama.cpp makes of it with the vocabulary in the GGUF file.
/// </summary>
internal static class HuggingFaceTokenizer
{
    public const string FileName =
        "tokenizer.json", ConfigFileName = "tokenizer_config.json", SpecialTokensFileName = "special_tokens_map.json";

    private static readonly (string Name, int Id)[] Special =
        [("unk_token", SyntheticVocabulary.Unknown), ("bos_token", SyntheticVocabulary.Begin), ("eos_token", SyntheticVocabulary.End)];

    /// <summary>
    /// <c>tokenizer.json</c>: byte pairs with bytes for what has no token, words marked by U+2581, as Llama's
    /// converted SentencePiece model has it.
    /// </summary>
    public static string Tokenizer(int vocabulary)
    {
        var tokens = SyntheticVocabulary.Tokens(vocabulary);
        return Write(json =>
        {
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            json.WriteStartArray("added_tokens");
            foreach (var (_, id) in Special) WriteAdded(json, id, tokens[id]);
            json.WriteEndArray();
            WriteRaw(json, "normalizer",
                $$$"""{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"{{{SyntheticVocabulary.WordBegin}}}"},{"type":"Replace","pattern":{"String":" "},"content":"{{{SyntheticVocabulary.WordBegin}}}"}]}""");
            json.WriteNull("pre_tokenizer");
            var begin = tokens[SyntheticVocabulary.Begin];
            WriteRaw(json, "post_processor",
                $$$$"""{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"{{{{begin}}}}","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"SpecialToken":{"id":"{{{{begin}}}}","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"{{{{begin}}}}","type_id":1}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"{{{{begin}}}}":{"id":"{{{{begin}}}}","ids":[{{{{SyntheticVocabulary.Begin}}}}],"tokens":["{{{{begin}}}}"]}}}""");
            WriteRaw(json, "decoder",
                $$$"""{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"{{{SyntheticVocabulary.WordBegin}}}"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}""");
            json.WriteStartObject("model");
            json.WriteString("type", "BPE");
            json.WriteNull("dropout");
            json.WriteString("unk_token", tokens[SyntheticVocabulary.Unknown]);
            json.WriteNull("continuing_subword_prefix");
            json.WriteNull("end_of_word_suffix");
            json.WriteBoolean("fuse_unk", true);
            json.WriteBoolean("byte_fallback", true);
            json.WriteBoolean("ignore_merges", false);
            json.WriteStartObject("vocab");
            for (var id = 0; id < tokens.Length; id++) json.WriteNumber(tokens[id], id);
            json.WriteEndObject();
            json.WriteStartArray("merges");
            // A word's token has one pair: the word without its last letter, and that letter. Earlier tokens have the
            // higher score, and merge first.
            foreach (var token in tokens.Where(
                token => token.Length > 1 && token.StartsWith(SyntheticVocabulary.WordBegin, StringComparison.Ordinal)))
            {
                json.WriteStartArray();
                json.WriteStringValue(token[..^1]);
                json.WriteStringValue(token[^1..]);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary><c>tokenizer_config.json</c>, with the chat template.</summary>
    public static string Config(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Write(json =>
        {
            json.WriteString("tokenizer_class", "PreTrainedTokenizerFast");
            WriteSpecial(json, shape.Vocabulary);
            json.WriteBoolean("add_bos_token", true);
            json.WriteBoolean("add_eos_token", false);
            json.WriteBoolean("clean_up_tokenization_spaces", false);
            json.WriteNumber("model_max_length", shape.Context);
            json.WriteString("chat_template", SyntheticVocabulary.ChatTemplate);
        });
    }

    /// <summary><c>special_tokens_map.json</c>.</summary>
    public static string SpecialTokens(int vocabulary) => Write(json => WriteSpecial(json, vocabulary));

    private static void WriteSpecial(Utf8JsonWriter json, int vocabulary)
    {
        var tokens = SyntheticVocabulary.Tokens(vocabulary);
        foreach (var (name, id) in Special) json.WriteString(name, tokens[id]);
    }

    private static void WriteAdded(Utf8JsonWriter json, int id, string content)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("content", content);
        foreach (var name in (string[])["single_word", "lstrip", "rstrip", "normalized"]) json.WriteBoolean(name, false);
        json.WriteBoolean("special", true);
        json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }

    private static string Write(Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        // The files are read by JSON parsers alone, and people read <s> rather than its escape.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
