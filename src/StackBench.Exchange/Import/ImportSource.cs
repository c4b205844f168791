namespace StackBench.Exchange.Import;

/// <summary>A file of another tool, as it was read.</summary>
/// <param name="Name">Of the file, for messages and the fingerprint.</param>
/// <param name="ImportedAt">The time of a run whose file has no date of its own: when a file was written changes with every copy.</param>
public sealed record ImportSource(string Name, byte[] Bytes, DateTimeOffset ImportedAt)
{
    private const int LongestLine = 4096;

    /// <summary>Where it was measured, as the user says; null where nothing was said.</summary>
    public string? Machine { get; init; }

    /// <summary>The lines with their numbers, from one, without the prefixes of launchers and loggers.</summary>
    internal IReadOnlyList<(int Number, string Text)> WholeLines { get; } = SourceText.Lines(SourceText.Decode(Bytes));

    /// <summary><see cref="WholeLines"/> as far as a table could reach: no pattern is looked for in a line of megabytes.</summary>
    internal IReadOnlyList<(int Number, string Text)> Lines => field ??= [.. WholeLines.Select(line =>
        (line.Number, line.Text.Length <= LongestLine ? line.Text : line.Text[..LongestLine]))];

    /// <summary><see cref="WholeLines"/> as one text.</summary>
    internal string Text => field ??= string.Join('\n', WholeLines.Select(line => line.Text));

    internal bool Has(string text) => Text.Contains(text, StringComparison.Ordinal);
}
