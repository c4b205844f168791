using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StackBench.Llm.Gguf;

namespace StackBench.Llm.Safetensors;

/// <summary>A model of the user's own in a Hugging Face folder: <c>config.json</c> and safetensors.</summary>
/// <param name="Sha256">
/// By which it is known: of <c>config.json</c>, of the index, and of name, size and header of every weights file. The
/// weights themselves are not read, as there may be hundreds of gigabytes: two folders that differ in nothing but the values
/// of their weights are taken for one.
/// </param>
public sealed record HuggingFaceFolder(string Sha256, ModelFacts Facts)
{
    private const string Index = "model.safetensors.index.json";

    /// <exception cref="FormatException">It lacks what is needed, or a file is broken; it says which.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static HuggingFaceFolder Read(string folder)
    {
        var config = File.ReadAllBytes(Path.Combine(folder, HuggingFaceConfig.FileName));
        var (names, listed) = Weights(folder);
        ImmutableArray<SafetensorsFile> files = [.. names.Select(name => SafetensorsFile.Read(Path.Combine(folder, name)))];
        var identity = new StringBuilder();
        identity.Append(CultureInfo.InvariantCulture, $"{HuggingFaceConfig.FileName} {Hash(config)}\n");
        if (listed is not null) identity.Append(CultureInfo.InvariantCulture, $"{Index} {Hash(listed)}\n");
        foreach (var file in files) identity.Append(CultureInfo.InvariantCulture, $"{file.Name} {file.Bytes} {file.HeaderSha256}\n");
        return new HuggingFaceFolder(
            Hash(Encoding.UTF8.GetBytes(identity.ToString())), FactsOf(config, [.. files.SelectMany(file => file.Tensors)]));
    }

    /// <summary>Of all files of weights, in bytes.</summary>
    /// <exception cref="FormatException">A file that the index names is missing, or there is none.</exception>
    public static long WeightBytes(string folder) => Weights(folder).Names.Sum(name => new FileInfo(Path.Combine(folder, name)).Length);

    // Beside the files of the index there may be the same weights in another form, as Mistral's consolidated.safetensors.
    private static (ImmutableArray<string> Names, byte[]? Index) Weights(string folder)
    {
        var index = Path.Combine(folder, Index);
        var listed = File.Exists(index) ? File.ReadAllBytes(index) : null;
        ImmutableArray<string> present =
            [.. Directory.EnumerateFiles(folder, "*.safetensors").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        if (present.IsEmpty) throw new FormatException("there are no safetensors");
        return (listed is null ? present : Listed(listed, present), listed);
    }

    private static ImmutableArray<string> Listed(byte[] index, ImmutableArray<string> present)
    {
        using var document = Parse(index, Index);
        if (!document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{Index} has no weight_map");
        ImmutableArray<string> names =
            [.. map.EnumerateObject()
                .Select(pair =>
                    JsonText.Of(pair.Value) ?? throw new FormatException($"{Index} has a weight_map whose values are no names of files"))
                .Distinct().Order(StringComparer.Ordinal)];
        if (names.IsEmpty) throw new FormatException($"{Index} names no file");
        return names.FirstOrDefault(name => !present.Contains(name)) is { } missing
            ? throw new FormatException($"{missing} is missing, which {Index} names")
            : names;
    }

    private static ModelFacts FactsOf(byte[] config, ImmutableArray<SafetensorsTensor> tensors)
    {
        using var document = Parse(config, HuggingFaceConfig.FileName);
        var root = document.RootElement;
        if (!root.TryGetProperty("model_type", out var type) || JsonText.Of(type) is not { } architecture)
            throw new FormatException($"{HuggingFaceConfig.FileName} has no model_type");
        if (tensors.IsEmpty) throw new FormatException("the safetensors hold no weights");
        var embedding = tensors.FirstOrDefault(tensor => tensor.Name.EndsWith("embed_tokens.weight", StringComparison.Ordinal));
        var output = tensors.FirstOrDefault(tensor => tensor.Name is "lm_head.weight");
        var (heads, layers, hidden) = (Number(root, "num_attention_heads"), Number(root, "num_hidden_layers"), Number(root, "hidden_size"));
        var width = Number(root, "head_dim") ?? (heads > 0 ? hidden / heads : null);
        return new ModelFacts
        {
            Architecture = architecture,
            Name = "",
            Type = tensors.GroupBy(tensor => tensor.Type).MaxBy(group => group.Sum(tensor => (double)tensor.Bytes))!.Key,
            Parameters = Sum(tensors, tensor => tensor.Elements),
            WeightBytes = Sum(tensors, tensor => tensor.Bytes),
            TokenParameters = tensors.Where(tensor => tensor != embedding && tensor != output).Sum(tensor => (double)tensor.Elements),
            OutputParameters = (output ?? embedding)?.Elements ?? 0,
            DecodeBytes = tensors.Where(tensor => tensor != embedding || output is null).Sum(tensor => (double)tensor.Bytes),
            KvBytesPerToken = 4.0 * (Number(root, "num_key_value_heads") ?? heads) * width * layers,
            AttentionWidth = (double?)heads * width * layers,
            Context = Number(root, "max_position_embeddings"),
        };
    }

    private static long Sum(ImmutableArray<SafetensorsTensor> tensors, Func<SafetensorsTensor, long> number) =>
        tensors.Sum(tensor => (double)number(tensor)) < long.MaxValue / 2
            ? tensors.Sum(number)
            : throw new FormatException("the safetensors hold more weights than there can be");

    private static JsonDocument Parse(byte[] json, string name)
    {
        try
        {
            var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.EnumerateObject().All(pair => pair.Name is not null))
                return document;
            document.Dispose();
            throw new FormatException($"{name} is no JSON object");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"{name} is no JSON", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"{name} has a name that is no text", exception);
        }
    }

    private static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            && number is > 0 and < int.MaxValue
            ? number
            : null;

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
