using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Serving.Arrivals;

/// <summary>
/// Traces of requests as tables with commas: Azure's (<c>TIMESTAMP,ContextTokens,GeneratedTokens</c>) and BurstGPT's (<c>Timestamp</c> in
/// seconds, <c>Request tokens</c>, <c>Response tokens</c>). Columns are read by their names.
/// </summary>
internal static class TraceTable
{
    private static readonly string[] Inputs = ["contexttokens", "requesttokens", "inputtokens", "inputlength"];
    private static readonly string[] Outputs = ["generatedtokens", "responsetokens", "outputtokens", "outputlength"];

    /// <summary>The columns, where a line is such a header; null where it is none.</summary>
    public static TraceColumns? ColumnsOf(string line)
    {
        string[] names =
            [.. Cells(line).Select(cell => cell.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)
            .ToLowerInvariant())];
        var columns = new TraceColumns(
            Array.IndexOf(names, "timestamp"), Array.FindIndex(names, Inputs.Contains), Array.FindIndex(names, Outputs.Contains));
        return columns is { Time: >= 0, Input: >= 0, Output: >= 0 } ? columns : null;
    }

    /// <returns>Null for a request that had no prompt or no answer: it failed.</returns>
    /// <exception cref="FormatException">The row lacks a cell, or has another value in it; without the line's number.</exception>
    public static TraceRequest? Row(string line, TraceColumns columns, int longest)
    {
        var cells = Cells(line);
        if (cells.Length <= Math.Max(columns.Time, Math.Max(columns.Input, columns.Output)))
            throw new FormatException("has fewer columns than the header");
        var (input, output) = (Tokens(cells[columns.Input], longest), Tokens(cells[columns.Output], longest));
        var seconds = Seconds(cells[columns.Time]);
        return input == 0 || output == 0 ? null : new TraceRequest(seconds, input, output);
    }

    private static ImmutableArray<string> Cells(string line) => [.. line.Split(',').Select(cell => cell.Trim().Trim('"').Trim())];

    private static int Tokens(string text, int longest) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= 0 && value <= longest
            && value == Math.Floor(value)
            ? (int)value
            : throw new FormatException(FormattableString.Invariant($"has a number of tokens that is no whole number up to {longest}"));

    // A number of seconds, or a time of day with up to seven digits behind the second.
    private static double Seconds(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0 and < 1e15)
            return seconds;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? (time - DateTimeOffset.UnixEpoch).TotalSeconds
            : throw new FormatException("has a time that is neither seconds nor a date");
    }
}
