using System.Globalization;

namespace StackBench.Machine.Gpu;

/// <summary>PCI addresses in one notation.</summary>
internal static class PciAddress
{
    /// <summary>
    /// Lower case, four digits of domain unless more are needed: <c>00000000:0C:00.0</c> becomes <c>0000:0c:00.0</c>;
    /// null when the text is no address.
    /// </summary>
    public static string? Normalize(string text)
    {
        var parts = text.Trim().Split(':');
        if (parts.Length is < 2 or > 3 || parts[^1].Split('.') is not [var device, var function]) return null;
        var domain = parts.Length == 3 ? Hex(parts[0]) : 0;
        return (domain, Hex(parts[^2]), Hex(device), Hex(function)) is ({ } d, <= 0xFF and var bus, <= 0x1F and var slot, <= 7 and var f)
            ? string.Create(CultureInfo.InvariantCulture, $"{d:x4}:{bus:x2}:{slot:x2}.{f:x}")
            : null;
    }

    private static long? Hex(string text) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
}
