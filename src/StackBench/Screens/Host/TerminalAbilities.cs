using System.Collections.Immutable;

namespace StackBench.Screens.Host;

/// <summary>What a terminal can show, as far as its environment tells.</summary>
/// <param name="HasTrueColour">Whether it takes colours by red, green and blue; others get the sixteen that all have.</param>
/// <param name="IsAscii">Whether only ASCII can be shown: by the locale, or as its font has no braille.</param>
internal sealed record TerminalAbilities(bool HasTrueColour, bool IsAscii)
{
    // The first that is set counts, as for every program of the C library.
    private static readonly ImmutableArray<string> Locales = ["LC_ALL", "LC_CTYPE", "LANG"];

    /// <param name="variable">Reads environment variables.</param>
    public static TerminalAbilities Of(Func<string, string?> variable)
    {
        var terminal = variable("TERM") ?? "";
        // screen passes COLORTERM on and cannot show what it promises.
        var isTrue = !IsOf(terminal, "screen") && (variable("COLORTERM") is "truecolor" or "24bit"
            || terminal.EndsWith("-direct", StringComparison.Ordinal));
        var locale = Locales.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return new(isTrue, IsOf(terminal, "linux") || locale is "C" or "POSIX");
    }

    private static bool IsOf(string terminal, string family) =>
        terminal == family || terminal.StartsWith(family + "-", StringComparison.Ordinal)
            || terminal.StartsWith(family + ".", StringComparison.Ordinal);
}
