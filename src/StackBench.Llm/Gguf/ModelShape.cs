using System.Collections.Immutable;

namespace StackBench.Llm.Gguf;

/// <summary>The sizes of a llama-architecture model.</summary>
/// <param name="Width">Elements of a token's state (embedding length).</param>
/// <param name="FeedForward">Width of the feed-forward layers.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KvHeads">Key and value heads, shared by groups of query heads.</param>
/// <param name="Vocabulary">Tokens.</param>
/// <param name="Context">Tokens the model was made for.</param>
public sealed record ModelShape(string Name, int Layers, int Width, int FeedForward, int Heads, int KvHeads, int Vocabulary, int Context)
{
    public static ModelShape Tiny { get; } = new("tiny", 2, 64, 192, 4, 2, 512, 512);
    public static ModelShape Small { get; } = new("small", 4, 256, 704, 8, 4, 4096, 2048);
    public static ModelShape Hundred { get; } = new("100m", 12, 768, 2048, 12, 4, 32000, 4096);
    public static ModelShape Billion { get; } = new("1b", 22, 2048, 5632, 32, 4, 32000, 4096);

    /// <summary>Llama 2 of 7 billion parameters, on which llama.cpp's public score boards are.</summary>
    public static ModelShape Llama2 { get; } =
        new("llama2-7b", 32, 4096, 11008, 32, 32, 32000, 4096) { OutputOfQ4 = TensorType.Q6_K };

    public static ImmutableArray<ModelShape> All { get; } = [Tiny, Small, Hundred, Billion, Llama2];

    /// <summary>Type of the output matrix where the others are Q4_0: llama.cpp's own quantization takes Q6_K.</summary>
    public TensorType OutputOfQ4 { get; init; } = TensorType.Q4_0;

    public int HeadWidth => Width / Heads;

    public int KvWidth => KvHeads * HeadWidth;

    public static ModelShape? Find(string name) => All.FirstOrDefault(shape => shape.Name == name);
}
