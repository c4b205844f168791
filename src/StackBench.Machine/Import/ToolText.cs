using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Import;

/// <summary>Texts of vendors' tools.</summary>
internal static class ToolText
{
    /// <summary>A text that says something, on one line; null for the many ways to say that there is nothing.</summary>
    public static string? Known(string? text)
    {
        var line = PlainText.OneLine(text ?? "");
        var core = line.Trim('[', ']', ' ');
        return core.Length == 0
            || core.StartsWith("N/A", StringComparison.OrdinalIgnoreCase)
            || core.Equals("NA", StringComparison.Ordinal)
            || core.Equals("None", StringComparison.OrdinalIgnoreCase)
            || core.Contains("not supported", StringComparison.OrdinalIgnoreCase)
            || core.Contains("deprecated", StringComparison.OrdinalIgnoreCase)
            || core.StartsWith("unknown", StringComparison.OrdinalIgnoreCase)
            || core.StartsWith("insufficient permissions", StringComparison.OrdinalIgnoreCase) ? null : line;
    }

    /// <summary>The number at the beginning of a text, behind brackets and blanks; null when it begins with something else.</summary>
    public static double? Number(string text)
    {
        var start = text.TrimStart('(', ' ');
        var length = 0;
        while (length < start.Length && (char.IsAsciiDigit(start[length]) || start[length] == '.' || (start[length] == '-' && length == 0)))
            length++;
        return double.TryParse(start.AsSpan(0, length), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>All bits of a field of the firmware's tables, which stand for what it does not know.</summary>
    public static bool IsMask(double number) => number is ushort.MaxValue or uint.MaxValue or ulong.MaxValue;

    /// <summary>Four digits of a PCI id: from <c>0x73df</c> or, at an offset, from <c>0x233010DE</c>.</summary>
    public static string? PciId(string text, int shift = 0)
    {
        var hex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return uint.TryParse(hex.Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? (number >> shift & 0xFFFF).ToString("x4", CultureInfo.InvariantCulture)
            : null;
    }
}
