using System.CommandLine.Parsing;
using System.Globalization;

namespace StackBench.Commands.Options;

/// <summary>Reads the values of options that say how much load there is.</summary>
internal static class LoadOptionParsers
{
    private const double LeastRate = 1e-3, HighestRate = 1e6;

    public static Func<ArgumentResult, double?> Rate(string option) => result =>
    {
        if (result.Tokens is [var only] && OptionParsers.Number(only.Value, LeastRate, HighestRate) is { } number) return number;
        result.AddError($"'{string.Join(' ', result.Tokens.Select(token => OptionParsers.Shown(token.Value)))}' is no value of {option}; "
            + $"it takes a number from 0.001 to 1000000");
        return null;
    };

    /// <summary>Rates, or <c>inf</c> for one that has no gaps.</summary>
    public static Func<ArgumentResult, double[]> RatesOrInfinite(string option) => result =>
    {
        var rates = new List<double>();
        foreach (var token in result.Tokens)
        {
            if ((token.Value == "inf" ? double.PositiveInfinity : OptionParsers.Number(token.Value, LeastRate, HighestRate)) is { } rate)
                rates.Add(rate);
            else
                result.AddError(
                    $"'{OptionParsers.Shown(token.Value)}' is no value of {option}; it takes a number from 0.001 to 1000000, or inf");
        }

        return [.. rates];
    };

    public static double? Percent(ArgumentResult result)
    {
        var text = result.Tokens is [var only] ? only.Value : "";
        if (OptionParsers.Number(text.EndsWith('%') ? text[..^1] : text, 1, 100) is { } number) return number;
        result.AddError($"'{OptionParsers.Shown(text)}' is no value of --attainment; it takes a percentage from 1 to 100, like 90%");
        return null;
    }

    public static int[] Counts(ArgumentResult result)
    {
        const int most = 100_000;
        var counts = new List<int>();
        foreach (var token in result.Tokens)
        {
            if (int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= most)
                counts.Add(count);
            else
                result.AddError(
                    $"'{OptionParsers.Shown(token.Value)}' is no value of --concurrency; it takes a whole number from 1 to 100000");
        }

        return [.. counts];
    }
}
