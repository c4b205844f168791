using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Llm.Gguf;

/// <summary>A llama-architecture model of random weights, known completely by its shape, type and seed.</summary>
/// <param name="Type">Of the matrices: F16, Q8_0 or Q4_0 (<see cref="ModelShape.OutputOfQ4"/>); norms are F32.</param>
public sealed record SyntheticModel(ModelShape Shape, TensorType Type, long Seed)
{
    public const long DefaultSeed = 1;

    internal const int Alignment = 32;

    public static ImmutableArray<TensorType> Types { get; } = [TensorType.F16, TensorType.Q8_0, TensorType.Q4_0];

    /// <summary>Name of the model in the file, e.g. <c>synthetic-small</c>.</summary>
    public string Name => $"synthetic-{Shape.Name}";

    /// <summary>Tells models apart in a folder: <c>synthetic-small-Q8_0-seed1</c>.</summary>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"{Name}-{Type}-seed{Seed}");

    public string FileName => Identity + ".gguf";

    /// <summary>All tensors in the order they lie in the file.</summary>
    public ImmutableArray<GgufTensor> Tensors()
    {
        var tensors = ImmutableArray.CreateBuilder<GgufTensor>();
        long offset = 0;
        Matrix("token_embd.weight", Shape.Width, Shape.Vocabulary);
        Norm("output_norm.weight");
        Add("output.weight", [Shape.Width, Shape.Vocabulary], Type == TensorType.Q4_0 ? Shape.OutputOfQ4 : Type);
        for (var layer = 0; layer < Shape.Layers; layer++)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.");
            Norm(prefix + "attn_norm.weight");
            Norm(prefix + "ffn_norm.weight");
            Matrix(prefix + "attn_q.weight", Shape.Width, Shape.Width);
            Matrix(prefix + "attn_k.weight", Shape.Width, Shape.KvWidth);
            Matrix(prefix + "attn_v.weight", Shape.Width, Shape.KvWidth);
            Matrix(prefix + "attn_output.weight", Shape.Width, Shape.Width);
            Matrix(prefix + "ffn_gate.weight", Shape.Width, Shape.FeedForward);
            Matrix(prefix + "ffn_up.weight", Shape.Width, Shape.FeedForward);
            Matrix(prefix + "ffn_down.weight", Shape.FeedForward, Shape.Width);
        }

        return tensors.ToImmutable();

        void Matrix(string name, long columns, long rows) => Add(name, [columns, rows], Type);
        void Norm(string name) => Add(name, [Shape.Width], TensorType.F32);
        void Add(string name, ImmutableArray<long> dimensions, TensorType type)
        {
            var tensor = new GgufTensor(name, dimensions, type, offset);
            tensors.Add(tensor);
            offset += Padded(tensor.Bytes);
        }
    }

    /// <summary>What the model costs, without making it.</summary>
    public ModelFacts Facts()
    {
        var numbers = ImmutableDictionary.CreateRange(
            StringComparer.Ordinal, Sizes().Select(pair => KeyValuePair.Create(pair.Key, (long)pair.Value)));
        var texts = ImmutableDictionary<string, string>.Empty.Add("general.architecture", "llama").Add("general.name", Name);
        return ModelFacts.Of(new GgufHeader(numbers, texts, ImmutableDictionary<string, ImmutableArray<long>>.Empty,
            ImmutableDictionary<string, long>.Empty, Tensors(), 0));
    }

    /// <summary>The whole numbers of the metadata.</summary>
    internal ImmutableArray<(string Key, uint Value)> Sizes() =>
    [
        ("general.alignment", Alignment),
        ("general.file_type", Type.Name switch { "F16" => 1, "Q4_0" => 2, "Q8_0" => 7, _ => throw new InvalidOperationException(
            $"no synthetic models of type {Type}") }),
        ("general.quantization_version", 2),
        ("llama.block_count", (uint)Shape.Layers),
        ("llama.context_length", (uint)Shape.Context),
        ("llama.embedding_length", (uint)Shape.Width),
        ("llama.feed_forward_length", (uint)Shape.FeedForward),
        ("llama.attention.head_count", (uint)Shape.Heads),
        ("llama.attention.head_count_kv", (uint)Shape.KvHeads),
        ("llama.rope.dimension_count", (uint)Shape.HeadWidth),
        ("llama.vocab_size", (uint)Shape.Vocabulary),
    ];

    internal static long Padded(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
