using System.Collections.Immutable;
using StackBench.Report.Charts;

namespace StackBench.Report.Svg;

/// <summary>Text on lines of limited length, broken between words. SVG has no lines of its own. Pure.</summary>
internal static class WrappedText
{
    /// <param name="characters">Of a line, at least 2.</param>
    /// <param name="most">Lines; what is left then ends in an ellipsis.</param>
    public static ImmutableArray<string> Of(string text, int characters, int most)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var rest = text.Trim();
        while (rest.Length > characters && lines.Count < most - 1)
        {
            var at = rest.LastIndexOf(' ', characters);
            var end = at > 0 ? at : characters;
            lines.Add(rest[..end]);
            rest = rest[end..].TrimStart();
        }

        lines.Add(ShortText.Of(rest, characters));
        return lines.ToImmutable();
    }
}
