using StackBench.Core.Text;

namespace StackBench.Core.Expectations;

/// <summary>Tables that ship within the program.</summary>
internal static class DataFile
{
    /// <summary>The rows of a table below its header, in cells by column name.</summary>
    public static IEnumerable<Dictionary<string, string>> Rows(string name)
    {
        using var stream = typeof(DataFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the table {name} is missing in the program");
        using var reader = new StreamReader(stream);
        return Rows(reader.ReadToEnd().Split('\n'), name).ToArray();
    }

    /// <param name="name">What the table is called in an error.</param>
    /// <exception cref="FormatException">A line has another number of cells than the header.</exception>
    public static IEnumerable<Dictionary<string, string>> Rows(IEnumerable<string> lines, string name)
    {
        string[]? names = null;
        foreach (var (index, line) in lines.Index())
        {
            if (line.Trim() is not { Length: > 0 } text || text[0] == '#') continue;
            var cells = CsvCells.Of(text);
            if (names is null) names = cells;
            else if (cells.Length != names.Length)
                throw new FormatException(FormattableString.Invariant(
                    $"{name}, line {index + 1}: {cells.Length} cells, the header has {names.Length}"));
            else yield return names.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        }
    }
}
