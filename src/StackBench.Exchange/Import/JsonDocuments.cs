using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace StackBench.Exchange.Import;

/// <summary>The JSON values in a file, one after the other, whatever was printed around them.</summary>
/// <param name="Roots">Objects and lists of objects.</param>
/// <param name="Left">Values that are cut.</param>
internal sealed record JsonDocuments(ImmutableArray<JsonField> Roots, ImmutableArray<LeftOut> Left)
{
    /// <summary>How many times its own length a text is looked at before the rest of a log counts as a log.</summary>
    private const int MostLooks = 8;

    /// <exception cref="ImportException">There is no JSON value, or the only one is broken.</exception>
    public static JsonDocuments Of(ImportSource source)
    {
        var roots = ImmutableArray.CreateBuilder<JsonField>();
        var left = ImmutableArray.CreateBuilder<LeftOut>();
        var (text, looked, isLinewise) = (source.Text, 0L, false);
        // The start of the line, and how much of it belongs to the value before.
        var (start, skip) = (0, 0);
        ImportException? first = null;
        for (var line = 0; line < source.WholeLines.Count;)
        {
            var content = source.WholeLines[line].Text;
            var end = start + content.Length;
            var begin = Begin(content.AsSpan(skip)) is >= 0 and var offset ? start + skip + offset : -1;
            if (begin >= 0 && looked < (long)MostLooks * text.Length)
            {
                var value = JsonScan.Take(text, begin, end);
                if (value.IsCut)
                {
                    var whole = JsonScan.Take(text, begin, text.Length);
                    looked += whole.End - begin;
                    // A line among lines of one value each that does not end is cut, and the next one is not a part of it.
                    if (!(isLinewise && whole.IsCut)) value = whole;
                }

                try
                {
                    if (value.IsCut) left.Add(new LeftOut(Line(source, line), "the last record is cut", IsRefused: true));
                    if (value.Json.Length > 0 && Parsed(source, value, line, roots.Count > 0) is { } root)
                    {
                        roots.Add(root);
                        isLinewise |= !value.IsCut && value.End <= end;
                        // On behind the value, in the same line too.
                        while (start + source.WholeLines[line].Text.Length < value.End && line + 1 < source.WholeLines.Count)
                            start += source.WholeLines[line++].Text.Length + 1;
                        skip = value.End - start;
                        if (skip < source.WholeLines[line].Text.Length) continue;
                        end = start + source.WholeLines[line].Text.Length;
                    }
                }
                catch (ImportException exception)
                {
                    if (value.IsCut) left.RemoveAt(left.Count - 1);
                    first ??= exception;
                }
            }

            (start, skip) = (end + 1, 0);
            line++;
        }

        if (roots.Count == 0)
            throw first ?? new ImportException(source.Name, left.Count > 0 ? left[0].What : null,
                left.Count > 0 ? "is cut before its first complete record" : "holds no JSON");
        if (first is not null) left.Add(new LeftOut(first.Position ?? "a value", first.Reason, IsRefused: true));
        return new JsonDocuments(roots.ToImmutable(), left.ToImmutable());
    }

    /// <summary>The values of a tool among all others in its log.</summary>
    /// <exception cref="ImportException">There is none.</exception>
    public static (JsonField[] Roots, ImmutableArray<LeftOut> Left) Of(ImportSource source, Func<JsonField, bool> isWanted)
    {
        var documents = Of(source);
        JsonField[] wanted = [.. documents.Roots.Where(isWanted)];
        if (wanted.Length > 0) return (wanted, documents.Left);
        throw documents.Left.FirstOrDefault(left => left.IsRefused) is { } refused
            ? new ImportException(source.Name, refused.What, refused.Why)
            : new ImportException(source.Name, null, "holds no result");
    }

    private static string Line(ImportSource source, int line) =>
        string.Create(CultureInfo.InvariantCulture, $"line {source.WholeLines[line].Number}");

    /// <summary>Where a value may begin in a line; -1 where none can.</summary>
    private static int Begin(ReadOnlySpan<char> line)
    {
        var at = line.IndexOfAnyExcept(" \t,");
        if (at < 0) return -1;
        if (line[at] == '{') return at;
        // [INFO], [1/3] and [2026-11-20 10:00] are no lists.
        if (line[at] == '[')
        {
            var next = line[(at + 1)..].TrimStart();
            return next.IsEmpty || next[0] is '{' or ']' ? at : -1;
        }

        return line.IndexOf("{\"");
    }

    private static JsonField? Parsed(ImportSource source, JsonScan.Value value, int line, bool isFurther)
    {
        var root = JsonField.Parse(source.Name, value.Json, source.WholeLines[line].Number);
        if (isFurther) root = root with { Path = $"{Line(source, line)} $" };
        return root.Element.ValueKind == JsonValueKind.Array
            && root.Element.EnumerateArray().All(item => item.ValueKind != JsonValueKind.Object)
            ? null
            : root;
    }
}
