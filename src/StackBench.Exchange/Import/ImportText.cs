using System.Security.Cryptography;
using System.Text;
using StackBench.Core.Text;

namespace StackBench.Exchange.Import;

/// <summary>Texts of other tools on their way into a run: on one line, without control characters, and cut.</summary>
internal static class ImportText
{
    /// <summary>No clock measures less; what a tool writes below it was not measured.</summary>
    public const double LeastSeconds = 1e-15;

    /// <summary>No machine does more of anything in a second.</summary>
    public const double MostOfAnything = 1e27;

    /// <summary>Milliseconds that finding a pattern in a line may take.</summary>
    public const int Patience = 10_000;

    private const int LongestName = 240, LongestReason = 400, HashDigits = 8;

    /// <summary>Names that differ only behind the cut stay different.</summary>
    public static string Name(string text)
    {
        var line = SafeText.OneLine(text).Trim();
        if (line.Length == 0) return "unnamed";
        if (line.Length <= LongestName) return line;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];
        return $"{Cut(line, LongestName - HashDigits - 2)}… {hash}";
    }

    public static string Reason(string text)
    {
        var line = SafeText.OneLine(text).Trim();
        return line.Length == 0 ? "no reason given" : line.Length <= LongestReason ? line : $"{Cut(line, LongestReason - 1)}…";
    }

    public static string? Line(string? text) => text is null ? null : Cut(SafeText.OneLine(text).Trim(), LongestName);

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
