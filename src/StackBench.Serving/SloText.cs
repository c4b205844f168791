using System.Globalization;

namespace StackBench.Serving;

/// <summary>Limits as people write them: <c>ttft=200ms,tpot=50ms,e2e=2s</c>.</summary>
public static class SloText
{
    /// <exception cref="FormatException">It says what cannot be read.</exception>
    public static Slo Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slo = new Slo();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var seconds = at < 0 ? null : Seconds(part[(at + 1)..]);
            if (seconds is null) throw new FormatException($"'{part}' is no limit; write it like ttft=200ms");
            slo = part[..at] switch
            {
                "ttft" when slo.Ttft is null => slo with { Ttft = seconds },
                "tpot" when slo.Tpot is null => slo with { Tpot = seconds },
                "e2e" when slo.E2E is null => slo with { E2E = seconds },
                _ => throw new FormatException($"'{part[..at]}' is no limit, or comes twice; there are ttft, tpot and e2e"),
            };
        }

        return slo;
    }

    /// <summary>Its one form, by which equal limits are equal texts; <c>none</c> without any.</summary>
    public static string Of(Slo slo)
    {
        ArgumentNullException.ThrowIfNull(slo);
        string[] parts = [.. new[] { ("ttft", slo.Ttft), ("tpot", slo.Tpot), ("e2e", slo.E2E) }.Where(one => one.Item2 is not null)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Item1}={Math.Round(one.Item2!.Value * 1000, 6)}ms"))];
        return parts.Length == 0 ? "none" : string.Join(',', parts);
    }

    private static double? Seconds(string text)
    {
        var (number, scale) =
            text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1e-3) : text.EndsWith('s') ? (text[..^1], 1.0) : ("", 0);
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0
            && double.IsFinite(value)
            ? value * scale
            : null;
    }
}
