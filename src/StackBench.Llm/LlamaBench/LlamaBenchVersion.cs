using System.Text.RegularExpressions;

namespace StackBench.Llm.LlamaBench;

/// <summary>The version of llama.cpp from what <c>llama-bench --version</c> prints.</summary>
public static partial class LlamaBenchVersion
{
    /// <summary>The text behind <c>version:</c>, e.g. <c>0.7.0 (build 11669, commit Debian)</c>; null where there is none.</summary>
    public static string? Of(string output) =>
        VersionLine().Match(output) is { Success: true } match ? match.Groups["version"].Value.Trim() : null;

    [GeneratedRegex(@"^version:\s*(?<version>\S[^\r\n]{0,100})", RegexOptions.CultureInvariant | RegexOptions.Multiline
        | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionLine();
}
