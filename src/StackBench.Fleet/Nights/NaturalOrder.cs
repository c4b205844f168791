namespace StackBench.Fleet.Nights;

/// <summary>The order of names in which node2 comes before node10.</summary>
internal sealed class NaturalOrder : IComparer<string?>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> one = x, other = y;
        while (!one.IsEmpty && !other.IsEmpty)
        {
            var (left, right) = (Digits(one), Digits(other));
            if (left > 0 && right > 0)
            {
                ReadOnlySpan<char> a = one[..left].TrimStart('0'), b = other[..right].TrimStart('0');
                var byValue = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
                if (byValue != 0) return byValue;
                one = one[left..];
                other = other[right..];
                continue;
            }

            if (one[0] != other[0]) return one[0].CompareTo(other[0]);
            one = one[1..];
            other = other[1..];
        }

        // Names that differ in leading zeros alone are still two.
        return one.Length != other.Length ? one.Length.CompareTo(other.Length) : string.CompareOrdinal(x, y);
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count])) count++;
        return count;
    }
}
