using System.CommandLine.Parsing;
using System.Globalization;
using StackBench.Core.Text;

namespace StackBench.Commands.Options;

/// <summary>Reads values of options, with errors in the user's words.</summary>
internal static class OptionParsers
{
    private const int LongestShown = 60;

    /// <summary>A value as an error repeats it: one line, and no longer than one can read.</summary>
    public static string Shown(string text)
    {
        var safe = SafeText.OneLine(text);
        return safe.Length <= LongestShown ? safe : safe[..LongestShown] + "...";
    }

    /// <summary>Digits with at most one point among them; null for all other texts, and beyond the bounds.</summary>
    public static double? Number(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least
            && number <= most
            ? number
            : null;

    /// <summary>A whole number within bounds.</summary>
    public static Func<ArgumentResult, int?> Count(string option, int least, int most) => result =>
    {
        var text = result.Tokens is [var only] ? only.Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        result.AddError(string.Create(
            CultureInfo.InvariantCulture, $"'{Shown(text)}' is no value of {option}; it takes a whole number from {least} to {most}"));
        return null;
    };

    public static long? Seed(ArgumentResult result)
    {
        var text = result.Tokens is [var only] ? only.Value : "";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        result.AddError($"'{Shown(text)}' is no value of --seed; it takes a whole number");
        return null;
    }

    /// <summary>A member of an enum, as <see cref="EnumText"/> spells it.</summary>
    public static Func<ArgumentResult, TEnum> OneOf<TEnum>(string option) where TEnum : struct, Enum => result =>
    {
        var text = result.Tokens is [var only] ? only.Value : "";
        foreach (var value in Enum.GetValues<TEnum>())
            if (EnumText.Of(value) == text) return value;
        var values = Enum.GetValues<TEnum>().Select(EnumText.Of).ToArray();
        result.AddError($"'{Shown(text)}' is no value of {option}; it takes {string.Join(", ", values)}"
            + (Spelling.Nearest(text, values) is { } near ? $": did you mean {near}?" : ""));
        return default;
    };

    /// <summary>A percentage above 0 and up to 100, as a share: 10% is 0.1.</summary>
    public static Func<ArgumentResult, double> Share(string option) => result =>
    {
        var text = result.Tokens is [var only] ? only.Value : "";
        if (text.EndsWith('%') && Number(text[..^1].TrimEnd(), 0, 100) is > 0 and var percent) return percent / 100;
        result.AddError($"invalid value '{Shown(text)}' for {option}: expected a percentage, e.g. 10%");
        return 0;
    };
}
