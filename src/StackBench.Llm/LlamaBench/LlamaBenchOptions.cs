using System.Text.RegularExpressions;

namespace StackBench.Llm.LlamaBench;

/// <summary>Which options a llama-bench knows, from its own help: versions differ.</summary>
/// <param name="HasDevice">It can be told its devices (<c>-dev</c>).</param>
/// <param name="HasLog">It can be told to show its log (<c>-v</c>).</param>
/// <param name="HasDepth">It can fill the cache before the test (<c>-d</c>).</param>
/// <param name="HasFlashAttentionWords">It takes <c>on|off|auto</c> and not <c>0|1</c>.</param>
internal sealed partial record LlamaBenchOptions(bool HasDevice, bool HasLog, bool HasDepth, bool HasFlashAttentionWords)
{
    public static LlamaBenchOptions Of(string help) => new(
        help.Contains("-dev,", StringComparison.Ordinal),
        help.Contains("--verbose", StringComparison.Ordinal),
        help.Contains("--n-depth", StringComparison.Ordinal),
        FlashAttentionWords().IsMatch(help));

    [GeneratedRegex(@"--flash-attn\s+<[^>]*auto", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FlashAttentionWords();
}
