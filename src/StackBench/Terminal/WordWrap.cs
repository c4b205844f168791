namespace StackBench.Terminal;

/// <summary>Breaks text into lines at blanks.</summary>
internal static class WordWrap
{
    /// <summary>At least one line; a word wider than <paramref name="width"/> is cut.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var rest = text.Trim();
        while (rest.Length > width)
        {
            var blank = rest.LastIndexOf(' ', width);
            var end = blank > 0 ? blank : width;
            yield return rest[..end].TrimEnd();
            rest = rest[end..].TrimStart();
        }

        yield return rest;
    }
}
