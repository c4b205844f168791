using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StackBench.Exchange.Import;

/// <summary>
/// The statements of <c>llama-bench -o sql</c> as the objects that its JSON lines would hold: columns and their types from CREATE
/// TABLE, values from each INSERT.
/// </summary>
internal static class LlamaBenchSql
{
    private const string Create = "CREATE TABLE", Insert = "INSERT INTO";

    public static bool Recognizes(ImportSource source) =>
        source.Text.Contains(Insert, StringComparison.Ordinal) && source.Text.Contains("n_prompt", StringComparison.Ordinal)
            && source.Text.Contains("avg_ns", StringComparison.Ordinal);

    /// <param name="left">Takes statements that are not of the form that llama-bench writes, as one that is cut.</param>
    public static IEnumerable<JsonField> Rows(ImportSource source, List<LeftOut> left)
    {
        var (line, counted) = (1, 0);
        var texts = TextColumns(source.Text);
        for (var at = source.Text.IndexOf(Insert, StringComparison.Ordinal); at >= 0;
            at = source.Text.IndexOf(Insert, at + 1, StringComparison.Ordinal))
        {
            line += source.Text.AsSpan(counted, at - counted).Count('\n');
            counted = at;
            JsonField row;
            try
            {
                row = Row(source, line, at, texts);
            }
            catch (ImportException exception)
            {
                left.Add(LeftOut.Of(exception));
                continue;
            }

            yield return row;
        }
    }

    private static JsonField Row(ImportSource source, int line, int at, HashSet<string> texts)
    {
        var names = Parenthesis(source, line, at).Text.Split(',', StringSplitOptions.TrimEntries);
        var values = source.Text.IndexOf("VALUES", at, StringComparison.Ordinal);
        if (values < 0) throw Wrong(source, line, "INSERT has no VALUES");
        var cells = Cells(Parenthesis(source, line, values).Text);
        if (cells.Count != names.Length) throw Wrong(source, line, $"INSERT has {cells.Count} values for {names.Length} columns");
        return JsonField.Parse(source.Name, Object(names, cells, texts), line) with
        {
            Path = string.Create(CultureInfo.InvariantCulture, $"line {line} $"),
        };
    }

    private static HashSet<string> TextColumns(string text)
    {
        var at = text.IndexOf(Create, StringComparison.Ordinal);
        var (begin, end) = at < 0 ? (-1, -1) : (text.IndexOf('(', at), text.IndexOf(");", at, StringComparison.Ordinal));
        return begin < 0 || end < begin
            ? []
            : [.. text[(begin + 1)..end].Split(',', StringSplitOptions.TrimEntries)
                .Select(column => column.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words is [_, "TEXT", ..])
                .Select(words => words[0])];
    }

    // Values stand in quotes, in which a parenthesis means nothing and a quote is doubled.
    private static (string Text, int End) Parenthesis(ImportSource source, int line, int from)
    {
        var begin = source.Text.IndexOf('(', from);
        var isQuoted = false;
        for (var i = begin + 1; begin >= 0 && i < source.Text.Length; i++)
        {
            if (source.Text[i] == '\'') isQuoted = !isQuoted;
            else if (source.Text[i] == ')' && !isQuoted) return (source.Text[(begin + 1)..i], i);
        }

        throw Wrong(source, line, "a statement does not end");
    }

    private static List<string> Cells(string text)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\'' && isQuoted && i + 1 < text.Length && text[i + 1] == '\'') cell.Append(text[i++]);
            else if (text[i] == '\'') isQuoted = !isQuoted;
            else if (text[i] == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (isQuoted || !char.IsWhiteSpace(text[i])) cell.Append(text[i]);
        }

        cells.Add(cell.ToString());
        return cells;
    }

    private static string Object(string[] names, List<string> cells, HashSet<string> texts)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (name, cell) in names.Zip(cells).DistinctBy(pair => pair.First))
            {
                if (!texts.Contains(name) && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number))
                    writer.WriteNumber(name, number);
                else writer.WriteString(name, cell);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static ImportException Wrong(ImportSource source, int line, string reason) =>
        new(source.Name, string.Create(CultureInfo.InvariantCulture, $"line {line}"), reason);
}
