using System.Text;

namespace StackBench.Exchange.Import;

/// <summary>Finds where a JSON value ends in a text that goes on behind it, and what of it can be kept where the text is cut.</summary>
internal static class JsonScan
{
    private static readonly string[] NoNumbers = ["-Infinity", "Infinity", "-inf", "inf", "-NaN", "NaN", "-nan", "nan"];

    /// <param name="Json">What can be parsed: NaN and infinities as texts, a value that is cut up to its last complete record.</param>
    /// <param name="End">Behind the value, or of the text where the value is cut.</param>
    /// <param name="IsCut">Whether the text ends before the value does.</param>
    public readonly record struct Value(string Json, int End, bool IsCut);

    /// <param name="begin">Of the value: a bracket.</param>
    /// <param name="end">Of the text to look at.</param>
    public static Value Take(string text, int begin, int end)
    {
        var json = new StringBuilder();
        var open = new StringBuilder();
        var (record, closers, copied, isQuoted) = (0, "", begin, false);
        for (var i = begin; i < end; i++)
        {
            var letter = text[i];
            if (isQuoted)
            {
                if (letter == '\\') i++;
                else if (letter == '"') isQuoted = false;
            }
            else if (letter == '"') isQuoted = true;
            else if (letter is '{' or '[') open.Append(letter == '{' ? '}' : ']');
            else if (letter is '}' or ']')
            {
                if (open.Length == 0 || open[^1] != letter) return new Value(text[begin..(i + 1)], i + 1, false);
                open.Length--;
                if (open.Length == 0) return new Value(json.Append(text, copied, i + 1 - copied).ToString(), i + 1, false);
                if (letter == '}' && open[^1] == ']')
                    (record, closers) = (json.Length + i + 1 - copied, open.Length <= 8 ? open.ToString() : "");
            }
            else if (letter is 'N' or 'I' or 'n' or 'i' or '-' && NotANumber(text, i, end) is { } word)
            {
                json.Append(text, copied, i - copied).Append('"').Append(word).Append('"');
                i += word.Length - 1;
                copied = i + 1;
            }
        }

        json.Append(text, copied, Math.Max(0, end - copied));
        if (record == 0 || closers.Length == 0) return new Value("", end, true);
        json.Length = record;
        for (var i = closers.Length - 1; i >= 0; i--) json.Append(closers[i]);
        return new Value(json.ToString(), end, true);
    }

    private static string? NotANumber(string text, int at, int end) =>
        at > 0 && char.IsAsciiLetterOrDigit(text[at - 1])
            ? null
            : NoNumbers.FirstOrDefault(word => at + word.Length <= end
            && string.CompareOrdinal(text, at, word, 0, word.Length) == 0
            && (at + word.Length == end || !char.IsAsciiLetterOrDigit(text[at + word.Length])));
}
