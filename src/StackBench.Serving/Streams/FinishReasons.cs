using System.Collections.Frozen;

namespace StackBench.Serving.Streams;

/// <summary>How servers name the end of an answer. Only a good end is a success: whatever is not known here counts as a failure.</summary>
internal static class FinishReasons
{
    /// <summary>
    /// OpenAI's, then the names TGI, Mistral, Cohere, Anthropic, Gemini and Baidu have for the same, as proxies pass them on.
    /// </summary>
    private static readonly FrozenSet<string> Good = new[]
    {
        "stop", "length", "tool_calls", "function_call", "eos", "eos_token", "stop_sequence", "stop_token", "end_turn", "max_tokens",
        "max_output_tokens", "model_length", "tool_call", "tool_use", "complete", "endoftext", "normal",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsGood(string reason) => Good.Contains(reason);

    /// <summary>Some servers send an empty text, or the word null, with every event before the last.</summary>
    public static bool IsNone(string reason) => reason is "" || reason.Equals("null", StringComparison.OrdinalIgnoreCase);
}
