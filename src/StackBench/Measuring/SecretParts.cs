using System.Text;

namespace StackBench.Measuring;

/// <summary>Finds long parts of secrets in a text: what is left of one that was cut, split or folded.</summary>
internal sealed class SecretParts
{
    /// <summary>Characters from which a part is told from an accident.</summary>
    private const int Shortest = 12;

    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);

    public static SecretParts Of(IEnumerable<string> secrets)
    {
        var found = new SecretParts();
        foreach (var secret in secrets)
            for (var i = 0; i + Shortest <= secret.Length; i++) found._parts.Add(secret.Substring(i, Shortest));
        return found;
    }

    public string Masked(string text, string mask)
    {
        if (_parts.Count == 0 || text.Length < Shortest) return text;
        var parts = _parts.GetAlternateLookup<ReadOnlySpan<char>>();
        StringBuilder? shown = null;
        var copied = 0;
        for (var begin = 0; begin + Shortest <= text.Length; begin++)
        {
            if (!parts.Contains(text.AsSpan(begin, Shortest))) continue;
            var end = begin + Shortest;
            while (end < text.Length && parts.Contains(text.AsSpan(end + 1 - Shortest, Shortest))) end++;
            (shown ??= new StringBuilder()).Append(text, copied, begin - copied).Append(mask);
            (copied, begin) = (end, end - 1);
        }

        return shown is null ? text : shown.Append(text, copied, text.Length - copied).ToString();
    }
}
