using System.Globalization;
using StackBench.Core.Text;
using StackBench.Core.Units;

namespace StackBench.Exchange.Export;

/// <summary>One cell of a CSV file, ready to be written. Empty means there is no value; a zero is a zero.</summary>
public readonly record struct CsvCell
{
    private readonly string? _text;

    private CsvCell(string? text) => _text = text;

    /// <summary>Text: on one line, quoted where needed (RFC 4180), and never a formula to a spreadsheet.</summary>
    public static implicit operator CsvCell(string? text) => new(text is null ? null : Quote(WithoutFormula(SafeText.OneLine(text))));

    public static implicit operator CsvCell(double? number) => new(number is { } value ? NumberText.Exact(value) : null);

    public static implicit operator CsvCell(int number) => new(number.ToString(CultureInfo.InvariantCulture));

    public static implicit operator CsvCell(DateTimeOffset? time) =>
        new(time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));

    public override string ToString() => _text ?? "";

    /// <summary>
    /// Spreadsheets take a cell that begins with one of these for a formula, also when it is quoted; an apostrophe makes it text.
    /// </summary>
    private static string WithoutFormula(string text) =>
        text.Length > 0 && "=+-@".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(',', '"') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
