using System.Collections.Immutable;

namespace StackBench.Llm.Gguf;

/// <summary>What follows from a model's header for its cost. Weights of experts count by the share of them that a token uses.</summary>
public sealed record ModelFacts
{
    private const string Embedding = "token_embd.weight";

    public required string Architecture { get; init; }

    /// <summary>Untrusted text of the file; empty where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>The type that most bytes of the weights have.</summary>
    public required string Type { get; init; }

    /// <summary>All parameters, those of unused experts and of the embedding included.</summary>
    public required long Parameters { get; init; }

    /// <summary>All weights in bytes.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>
    /// Parameters every token is multiplied with: without the embedding that is only looked up, and without the output matrix.
    /// </summary>
    public required double TokenParameters { get; init; }

    /// <summary>Parameters of the matrix that gives the next token's scores.</summary>
    public required long OutputParameters { get; init; }

    /// <summary>
    /// Weights read for one token, in bytes: without the embedding table, of which one row is looked up, unless
    /// it is the output matrix as well.
    /// </summary>
    public required double DecodeBytes { get; init; }

    /// <summary>
    /// Keys and values of one token in a cache of 2-byte elements, in bytes; null where the header does not tell the heads.
    /// </summary>
    public required double? KvBytesPerToken { get; init; }

    /// <summary>Sum over the layers of the width of all query heads; null where the header does not tell them.</summary>
    public required double? AttentionWidth { get; init; }

    /// <summary>Tokens the model was made for; null where the header does not say.</summary>
    public required long? Context { get; init; }

    /// <exception cref="GgufException">The header is not that of a model.</exception>
    public static ModelFacts Of(GgufHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (!header.Texts.TryGetValue("general.architecture", out var architecture))
            throw new GgufException("the file does not name a model architecture");
        if (header.Tensors.IsEmpty) throw new GgufException("the file holds no weights");
        var experts = Experts(header, architecture);
        var output = header.Tensors.FirstOrDefault(tensor => tensor.Name == "output.weight");
        var embedding = header.Tensors.FirstOrDefault(tensor => tensor.Name == Embedding);
        var read = header.Tensors.Where(tensor => tensor.Name != Embedding || output is null).ToArray();
        var multiplied = header.Tensors.Where(tensor => tensor != output && tensor.Name != Embedding);
        return new ModelFacts
        {
            Architecture = architecture,
            Name = header.Texts.GetValueOrDefault("general.name", ""),
            Type = header.Tensors.GroupBy(tensor => tensor.Type).MaxBy(group => group.Sum(tensor => (double)tensor.Bytes))!.Key.Name,
            Parameters = header.Tensors.Sum(tensor => tensor.Elements),
            WeightBytes = header.Tensors.Sum(tensor => tensor.Bytes),
            TokenParameters = multiplied.Sum(tensor => tensor.Elements * Share(tensor, experts)),
            OutputParameters = (output ?? embedding)?.Elements ?? 0,
            DecodeBytes = read.Sum(tensor => tensor.Bytes * Share(tensor, experts)),
            KvBytesPerToken = KvBytes(header, architecture),
            AttentionWidth = Width(header, architecture),
            Context = header.Numbers.TryGetValue($"{architecture}.context_length", out var context) ? context : null,
        };
    }

    private static double Share(GgufTensor tensor, double experts) =>
        tensor.Name.Contains("_exps.", StringComparison.Ordinal) ? experts : 1;

    private static double Experts(GgufHeader header, string architecture) =>
        header.Numbers.TryGetValue($"{architecture}.expert_count", out var count) && count > 0
        && header.Numbers.TryGetValue($"{architecture}.expert_used_count", out var used) && used > 0 && used <= count
            ? (double)used / count
            : 1;

    // 2 L Hkv D elements of 2 bytes; layers may differ in their heads.
    private static double? KvBytes(GgufHeader header, string architecture) =>
        (Heads(header, architecture, "head_count_kv") ?? Heads(header, architecture, "head_count")) is { } heads
            && HeadWidth(header, architecture, "key_length") is { } keys
            ? 2 * heads * (keys + (HeadWidth(header, architecture, "value_length") ?? keys))
            : null;

    private static double? Width(GgufHeader header, string architecture) =>
        Heads(header, architecture, "head_count") is { } heads && HeadWidth(header, architecture, "key_length") is { } width
            ? heads * width
            : null;

    /// <summary>Heads of all layers together.</summary>
    private static double? Heads(GgufHeader header, string architecture, string name)
    {
        var key = $"{architecture}.attention.{name}";
        if (header.Lists.TryGetValue(key, out ImmutableArray<long> list)) return list.Sum(heads => (double)heads);
        return header.Numbers.TryGetValue(key, out var each) && header.Numbers.TryGetValue($"{architecture}.block_count", out var layers)
            ? (double)each * layers
            : null;
    }

    private static double? HeadWidth(GgufHeader header, string architecture, string name)
    {
        if (header.Numbers.TryGetValue($"{architecture}.attention.{name}", out var given)) return given;
        var count = header.Lists.TryGetValue($"{architecture}.attention.head_count", out var list) && !list.IsEmpty ? list.Max()
            : header.Numbers.GetValueOrDefault($"{architecture}.attention.head_count");
        return count > 0 && header.Numbers.TryGetValue($"{architecture}.embedding_length", out var width) ? (double)width / count : null;
    }
}
