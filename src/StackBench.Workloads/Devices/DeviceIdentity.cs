using System.Globalization;

namespace StackBench.Workloads.Devices;

/// <summary>Addresses and UUIDs of one GPU as drivers, tools and libraries write them. Pure.</summary>
internal static class DeviceIdentity
{
    private const int UuidDigits = 32;

    /// <summary>Whether both are known and the same device and function.</summary>
    public static bool IsSameAddress(string? one, string? other) =>
        Parse(one) is { } first && Parse(other) is { } second && first == second;

    public static bool IsAddress(string text) => Parse(text) is not null;

    public static bool IsUuid(string text) =>
        Digits(text) is { Length: UuidDigits / 2 or UuidDigits } digits && digits.All(char.IsAsciiHexDigit);

    /// <summary>Whether both are the same device, whatever the function: torch does not tell the function.</summary>
    public static bool IsSameSlot(string? one, string? other) =>
        Parse(one) is { } first && Parse(other) is { } second
            && (first.Domain, first.Bus, first.Slot) == (second.Domain, second.Bus, second.Slot);

    /// <summary>Whether both tell where they are, so that different texts mean different devices.</summary>
    public static bool AreAddresses(string? one, string? other) => Parse(one) is not null && Parse(other) is not null;

    /// <summary>Whether both are known and the same, with or without <c>GPU-</c>, <c>0x</c>, hyphens and capitals.</summary>
    public static bool IsSameUuid(string? one, string? other) => Digits(one) is { } first && Digits(other) is { } second && first == second;

    // 00000000:0C:00.0, as nvidia-smi writes it, 0000:0c:00.0 and 0c:00.0 are one.
    private static (int Domain, int Bus, int Slot, int Function)? Parse(string? text)
    {
        if (text?.Trim().Split(':') is not { Length: 2 or 3 } parts || parts[^1].Split('.') is not [var slot, var function]) return null;
        return (parts.Length == 3 ? Hex(parts[0]) : 0, Hex(parts[^2]), Hex(slot), Hex(function)) is ({ } a, { } b, { } c, { } d)
            ? (a, b, c, d)
            : null;
    }

    private static int? Hex(string text) =>
        int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Digits(string? text)
    {
        if (text is null) return null;
        var digits = text.Trim().ToUpperInvariant();
        foreach (var prefix in (string[])["GPU-", "0X"])
            if (digits.StartsWith(prefix, StringComparison.Ordinal)) digits = digits[prefix.Length..];
        digits = digits.Replace("-", "", StringComparison.Ordinal);
        return digits.Length == 0 ? null : Letters(digits) ?? digits;
    }

    /// <summary>
    /// HIP fills the 16 bytes of a UUID with the letters of AMD's 16 digits, so that libraries which write bytes write each letter's code.
    /// </summary>
    private static string? Letters(string digits)
    {
        if (digits.Length != UuidDigits) return null;
        var letters = Enumerable.Range(0, UuidDigits / 2).Select(index => Hex(digits.Substring(2 * index, 2))).ToArray();
        return letters.All(letter => letter is { } code && char.IsAsciiHexDigit((char)code))
            ? string.Concat(letters.Select(letter => char.ToUpperInvariant((char)letter!.Value)))
            : null;
    }
}
