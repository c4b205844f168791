using System.CommandLine.Parsing;
using System.Globalization;

namespace StackBench.Commands.Options;

/// <summary>Reads the values of options that say how much load there is.</summary>
internal static class LoadOptionParsers
{
    public static double? Rate(ArgumentResult result) => Rates(result) is [var one] ? one : null;

    public static double[] Rates(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
            if (!double.TryParse(token.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value < 1e-3
                || value > 1e6)
                result.AddError($"'{token.Value}' is no number from 0.001 to 1000000");
        return result.Errors.Any() ? [] : [.. result.Tokens.Select(token => double.Parse(token.Value, CultureInfo.InvariantCulture))];
    }

    public static double? Percent(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(
            text.EndsWith('%') ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value is >= 1 and <= 100)
            return value;
        result.AddError($"'{text}' is no value of --attainment; it takes a percentage from 1 to 100, like 90%");
        return null;
    }

    public static int[] Counts(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
            if (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value is < 1 or > 100_000)
                result.AddError($"'{token.Value}' is no value of --concurrency; it takes a whole number from 1 to 100000");
        return result.Errors.Any() ? [] : [.. result.Tokens.Select(token => int.Parse(token.Value, CultureInfo.InvariantCulture))];
    }
}
