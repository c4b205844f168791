namespace StackBench.Exchange.Export;

/// <summary>Writes lines of a CSV file, ended by a line feed on every system.</summary>
public static class CsvLine
{
    public static void Write(TextWriter writer, params ReadOnlySpan<CsvCell> cells)
    {
        ArgumentNullException.ThrowIfNull(writer);
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) writer.Write(',');
            writer.Write(cells[i].ToString());
        }

        writer.Write('\n');
    }
}
