using StackBench.Core.Workloads;
using StackBench.Llm.Gguf;

namespace StackBench.Workloads.Llm;

/// <summary>One test of a model.</summary>
/// <param name="IsPrefill">A prompt is read; else tokens are generated.</param>
/// <param name="Tokens">Of the prompt, or generated.</param>
/// <param name="Depth">Tokens in the cache before.</param>
/// <param name="FlashAttention"><c>auto</c>, <c>on</c> or <c>off</c>.</param>
internal sealed record LlmTest(bool IsPrefill, long Tokens, long Depth, Suite Suite, string FlashAttention = LlmTest.Auto)
{
    /// <summary>llama.cpp decides whether attention is fused.</summary>
    public const string Auto = "auto";

    public string Op => IsPrefill ? "prefill" : "decode";

    public string Name =>
        FormattableString.Invariant($"{Op} {Tokens}") + (Depth > 0 ? FormattableString.Invariant($" at depth {Depth}") : "")
            + (FlashAttention == Auto ? "" : $" flash attention {FlashAttention}");

    /// <summary>Whether the model was made for that many tokens.</summary>
    public bool Fits(ModelFacts model) => model.Context is not { } context || Tokens + Depth <= context;
}
