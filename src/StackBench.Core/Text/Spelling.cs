namespace StackBench.Core.Text;

/// <summary>Finds what a mistyped word was meant to be. Pure.</summary>
public static class Spelling
{
    /// <summary>The candidate that needs the fewest edits (letters put in, left out, replaced or swapped with their neighbour).</summary>
    /// <returns>Null where more than a third of the word, or nothing but its length, would have to change.</returns>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        var allowed = Math.Max(1, word.Trim('-').Length / 3);
        return candidates
            .Select(candidate => (candidate, Edits: IsBeginning(word, candidate) ? 0 : Distance(word, candidate)))
            .Where(found => found.Edits <= allowed && found.Edits < word.Trim('-').Length)
            .OrderBy(found => found.Edits).ThenBy(found => found.candidate.Length).ThenBy(found => found.candidate, StringComparer.Ordinal)
            .Select(found => found.candidate)
            .FirstOrDefault();
    }

    private static bool IsBeginning(string word, string candidate) =>
        word.Trim('-').Length >= 3 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Optimal string alignment distance (Damerau, 1964), without regard to case.</summary>
    internal static int Distance(string one, string other)
    {
        int[] before = [], last = [.. Enumerable.Range(0, other.Length + 1)];
        for (var i = 1; i <= one.Length; i++)
        {
            var row = new int[other.Length + 1];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = Same(i - 1, j - 1) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && Same(i - 1, j - 2) && Same(i - 2, j - 1)) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last) = (last, row);
        }

        return last[other.Length];

        bool Same(int i, int j) => char.ToLowerInvariant(one[i]) == char.ToLowerInvariant(other[j]);
    }
}
