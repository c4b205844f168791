using System.Buffers;
using System.CommandLine.Parsing;
using System.Globalization;

namespace StackBench.Commands.Options;

/// <summary>Reads lengths of time as people write them: <c>90s</c>, <c>10m</c>, <c>1h</c>, <c>1m30s</c>.</summary>
internal static class DurationText
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryParse(text, out var duration) && duration > TimeSpan.Zero) return duration;
        result.AddError($"'{OptionParsers.Shown(text)}' is no length of time above zero; write it like 90s, 10m or 1h30m");
        return null;
    }

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty) return false;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0
                || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
                return false;
            var unitLength = rest[digits..].IndexOfAny(Digits);
            var unit = unitLength < 0 ? rest[digits..] : rest.Slice(digits, unitLength);
            double? seconds = unit switch
            {
                "s" => 1,
                "m" or "min" => 60,
                "h" => 3600,
                _ => null,
            };
            if (seconds is null || amount * seconds.Value > Longest.TotalSeconds) return false;
            duration += TimeSpan.FromSeconds(amount * seconds.Value);
            if (duration > Longest) return false;
            rest = unitLength < 0 ? [] : rest[(digits + unitLength)..];
        }

        return true;
    }
}
