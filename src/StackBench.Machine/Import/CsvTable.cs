using System.Text;

namespace StackBench.Machine.Import;

/// <summary>Comma-separated tables with a header line and quoted cells.</summary>
internal static class CsvTable
{
    /// <summary>Each row by column name; units in brackets (<c>power.draw [W]</c>) are no part of a name.</summary>
    public static IEnumerable<ToolFields> Rows(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).ToArray();
        if (lines.Length == 0) yield break;
        var names = Cells(lines[0]).Select(name => name.Split('[')[0].Trim()).ToArray();
        // Tools write warnings behind their tables.
        foreach (var cells in lines.Skip(1).Select(Cells).Where(cells => cells.Count > names.Length / 2))
            yield return ToolFields.Of(names.Zip(cells, (name, cell) => new KeyValuePair<string, string>(name, cell.Trim())));
    }

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        foreach (var character in line)
        {
            if (character == '"') isQuoted = !isQuoted;
            else if (character == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(character);
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
