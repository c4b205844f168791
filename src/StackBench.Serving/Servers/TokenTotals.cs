using System.Globalization;

namespace StackBench.Serving.Servers;

/// <summary>Tokens a server or a client counted.</summary>
/// <param name="Prompt">Processed, those from a cache left out.</param>
internal readonly record struct TokenTotals(long Prompt, long Generated)
{
    public static TokenTotals operator -(TokenTotals after, TokenTotals before) =>
        new(after.Prompt - before.Prompt, after.Generated - before.Generated);

    /// <summary>Reads counters in the text form of Prometheus, summed over their labels.</summary>
    /// <returns>Null where either is missing.</returns>
    public static TokenTotals? Parse(string text, string prompt, string generated)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Sum(text, prompt) is { } read && Sum(text, generated) is { } written ? new TokenTotals(read, written) : null;
    }

    private static long? Sum(string text, string name)
    {
        double? sum = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(name, StringComparison.Ordinal)) continue;
            var rest = line[name.Length..];
            if (rest.StartsWith("{"))
            {
                // A label's value may hold a brace or a blank: the value of the counter stands behind the last brace.
                var end = rest.LastIndexOf('}');
                if (end < 0) continue;
                rest = rest[(end + 1)..];
            }

            if (rest.IsEmpty || rest[0] != ' ') continue;
            rest = rest.Trim();
            var blank = rest.IndexOf(' ');
            if (double.TryParse(blank < 0 ? rest : rest[..blank], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value))
                sum = (sum ?? 0) + value;
        }

        return sum is >= 0 and < long.MaxValue ? (long)sum.Value : null;
    }
}
