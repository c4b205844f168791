using System.Collections.Immutable;
using StackBench.Terminal;

namespace StackBench.Screens;

/// <summary>Moves through lists, and shows the part of one around what is selected.</summary>
internal static class Selection
{
    private const int PageOfKeys = 10;

    /// <returns>Null where the key does not move.</returns>
    public static int? Move(string key, int selected, int count)
    {
        int? moved = key switch
        {
            "Up" or "k" => selected - 1,
            "Down" or "j" => selected + 1,
            "PageUp" => selected - PageOfKeys,
            "PageDown" => selected + PageOfKeys,
            "Home" or "g" => 0,
            "End" or "G" => count - 1,
            _ => null,
        };
        return moved is { } place ? Math.Clamp(place, 0, Math.Max(0, count - 1)) : null;
    }

    /// <summary>First line to show so that the selected one is among <paramref name="height"/> lines.</summary>
    public static int First(int selected, int count, int height) => Math.Clamp(selected - (height / 2), 0, Math.Max(0, count - height));

    public static ImmutableArray<TextLine> Window(ImmutableArray<TextLine> lines, int first, int height) =>
        [.. lines.Skip(Math.Max(0, Math.Min(first, lines.Length - height))).Take(height)];

    public static string Marker(Glyphs glyphs, bool isSelected) => isSelected ? glyphs.Pointer : " ";
}
