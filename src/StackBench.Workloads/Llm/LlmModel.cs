using StackBench.Core.Text;
using StackBench.Core.Workloads;
using StackBench.Llm.Gguf;

namespace StackBench.Workloads.Llm;

/// <summary>A model to measure: its identity, without any path, and what it costs.</summary>
/// <param name="Title">In names of workloads: <c>small Q8_0</c>.</param>
/// <param name="Identity">Parameters that tell it from every other model.</param>
/// <param name="File">Path of the user's own model, a GGUF file or a Hugging Face folder; null for a synthetic one, which the
/// engine finds or makes.</param>
public sealed record LlmModel(string Title, Parameters Identity, ModelFacts Facts, string? File = null)
{
    private const int LongestType = 16;

    /// <summary>It is a folder with configuration and safetensors, which llama.cpp does not load.</summary>
    public bool IsHuggingFace { get; init; }

    /// <summary>A model of random weights.</summary>
    public static LlmModel Of(SyntheticModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new LlmModel($"{model.Shape.Name} {model.Type}", Parameters.Of(
            ("model", model.Name), ("type", model.Type.Name), ("model-seed", model.Seed)), model.Facts());
    }

    /// <summary>A model of the user's.</summary>
    /// <param name="title">Name of the model, made safe to show.</param>
    /// <param name="sha256">By which it is known, in lower-case hexadecimal digits.</param>
    public static LlmModel Of(string title, string sha256, ModelFacts facts, string file)
    {
        ArgumentNullException.ThrowIfNull(facts);
        // The type of a user's file is whatever its header says.
        var type = SafeText.OneLine(facts.Type);
        if (type.Length > LongestType) type = type[..LongestType];
        return new LlmModel($"{title} {type}", Parameters.Of(("model", title), ("type", type), ("sha256", sha256)), facts, file);
    }
}
