using StackBench.Core.Workloads;
using StackBench.Llm.Gguf;

namespace StackBench.Workloads.Llm;

/// <summary>
/// FLOP and bytes of one llama-bench test: two operations for each parameter a token is multiplied with, and 4 d for each pair
/// of a token and one before it in every layer (2 d for the scores, 2 d for the values; d is the width of all heads). Softmax
/// and norms are not counted. Pure.
/// </summary>
internal static class LlmCost
{
    /// <summary>Most tokens llama.cpp gives to the model in one pass (<c>--ubatch-size</c>).</summary>
    private const int PassTokens = 512;

    /// <summary>
    /// A prompt of <paramref name="tokens"/> behind <paramref name="depth"/> tokens. Scores of the next token are needed only for the last
    /// token of a batch, so the output matrix is multiplied once a batch; the weights are read once a pass.
    /// </summary>
    public static Cost Prefill(ModelFacts model, long tokens, long depth, long batch)
    {
        var outputs = Math.Ceiling((double)tokens / batch);
        var passes = Math.Ceiling((double)tokens / PassTokens);
        return new Cost(
            Flop: (2.0 * model.TokenParameters * tokens) + (2.0 * model.OutputParameters * outputs)
                + (4 * (model.AttentionWidth ?? 0) * Pairs(tokens, depth)),
            Bytes: (model.DecodeBytes * passes) + ((model.KvBytesPerToken ?? 0) * (depth + tokens)),
            Tokens: tokens);
    }

    /// <summary>
    /// <paramref name="tokens"/> generated one after the other: each reads all weights and the keys and values of
    /// all tokens before it and its own.
    /// </summary>
    public static Cost Decode(ModelFacts model, long tokens, long depth)
    {
        var pairs = Pairs(tokens, depth);
        return new Cost(
            Flop: (2.0 * (model.TokenParameters + model.OutputParameters) * tokens) + (4 * (model.AttentionWidth ?? 0) * pairs),
            Bytes: (model.DecodeBytes * tokens) + ((model.KvBytesPerToken ?? 0) * pairs),
            Tokens: tokens);
    }

    /// <summary>Pairs of a token and one it attends to, itself included: token i of n sees depth + i.</summary>
    private static double Pairs(long tokens, long depth) => ((double)tokens * depth) + (tokens * (tokens + 1.0) / 2);
}
