using System.Text;

namespace StackBench.Core.Text;

/// <summary>Cells of a line of comma-separated values, quoted or not.</summary>
public static class CsvCells
{
    public static string[] Of(string line, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(line);
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[i++]);
            else if (line[i] == '"') isQuoted = !isQuoted;
            else if (line[i] == separator && !isQuoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else cell.Append(line[i]);
        }

        cells.Add(cell.ToString().Trim());
        return [.. cells];
    }
}
