using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StackBench.Llm.Gguf;

namespace StackBench.Llm.Safetensors;

/// <summary>A model of the user's own in a Hugging Face folder: <c>config.json</c> and safetensors.</summary>
/// <param name="Sha256">
/// By which it is known: of <c>config.json</c>, of the index, and of name, size and header of every weights file. The weights themselves are not read, as there
/// may be hundreds of gigabytes: two folders that differ in nothing but the values of their weights are taken for one.
/// </param>
public sealed record HuggingFaceFolder(string Sha256, ModelFacts Facts)
{
    private const string Index = "model.safetensors.index.json";

    /// <exception cref="FormatException">It lacks what is needed, or a file is broken; it says which.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static HuggingFaceFolder Read(string folder)
    {
        var config = File.ReadAllBytes(Path.Combine(folder, HuggingFaceConfig.FileName));
        var index = Path.Combine(folder, Index);
        ImmutableArray<SafetensorsFile> files =
            [.. Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).Select(SafetensorsFile.Read)];
        if (files.IsEmpty) throw new FormatException("there are no safetensors");
        if (File.Exists(index)) CheckIndex(File.ReadAllBytes(index), files);
        var identity = new StringBuilder();
        identity.Append(CultureInfo.InvariantCulture, $"{HuggingFaceConfig.FileName} {Hash(config)}\n");
        if (File.Exists(index)) identity.Append(CultureInfo.InvariantCulture, $"{Index} {Hash(File.ReadAllBytes(index))}\n");
        foreach (var file in files) identity.Append(CultureInfo.InvariantCulture, $"{file.Name} {file.Bytes} {file.HeaderSha256}\n");
        return new HuggingFaceFolder(Hash(Encoding.UTF8.GetBytes(identity.ToString())), FactsOf(config, [.. files.SelectMany(file => file.Tensors)]));
    }

    private static void CheckIndex(byte[] index, ImmutableArray<SafetensorsFile> files)
    {
        using var document = Parse(index, Index);
        if (!document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object) throw new FormatException($"{Index} has no weight_map");
        var missing = map.EnumerateObject().Select(pair => pair.Value.GetString()).Distinct().FirstOrDefault(name => files.All(file => file.Name != name));
        if (missing is not null) throw new FormatException($"{missing} is missing, which {Index} names");
    }

    private static ModelFacts FactsOf(byte[] config, ImmutableArray<SafetensorsTensor> tensors)
    {
        using var document = Parse(config, HuggingFaceConfig.FileName);
        var root = document.RootElement;
        if (!root.TryGetProperty("model_type", out var type) || type.ValueKind != JsonValueKind.String) throw new FormatException($"{HuggingFaceConfig.FileName} has no model_type");
        if (tensors.IsEmpty) throw new FormatException("the safetensors hold no weights");
        var embedding = tensors.FirstOrDefault(tensor => tensor.Name.EndsWith("embed_tokens.weight", StringComparison.Ordinal));
        var output = tensors.FirstOrDefault(tensor => tensor.Name is "lm_head.weight");
        var (heads, layers, hidden) = (Number(root, "num_attention_heads"), Number(root, "num_hidden_layers"), Number(root, "hidden_size"));
        var width = Number(root, "head_dim") ?? (heads > 0 ? hidden / heads : null);
        return new ModelFacts
        {
            Architecture = type.GetString()!,
            Name = "",
            Type = tensors.GroupBy(tensor => tensor.Type).MaxBy(group => group.Sum(tensor => (double)tensor.Bytes))!.Key,
            Parameters = tensors.Sum(tensor => tensor.Elements),
            WeightBytes = tensors.Sum(tensor => tensor.Bytes),
            TokenParameters = tensors.Where(tensor => tensor != embedding && tensor != output).Sum(tensor => (double)tensor.Elements),
            OutputParameters = (output ?? embedding)?.Elements ?? 0,
            DecodeBytes = tensors.Where(tensor => tensor != embedding || output is null).Sum(tensor => (double)tensor.Bytes),
            KvBytesPerToken = 4.0 * (Number(root, "num_key_value_heads") ?? heads) * width * layers,
            AttentionWidth = (double?)heads * width * layers,
            Context = Number(root, "max_position_embeddings"),
        };
    }

    private static JsonDocument Parse(byte[] json, string name)
    {
        try
        {
            var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            throw new FormatException($"{name} is no JSON object");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"{name} is no JSON", exception);
        }
    }

    private static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number is > 0 and < int.MaxValue ? number : null;

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
