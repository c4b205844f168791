using System.Globalization;

namespace StackBench.Core.Results;

/// <summary>Makes run ids: start time in UTC and four hexadecimal digits against collisions.</summary>
public static class RunId
{
    private const int Length = 20;

    public static string Create(DateTimeOffset startedAt, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd-HHmmss}-{random.Next(0x10000):x4}");
    }

    /// <summary>The id of the same time with the next digits.</summary>
    public static string Next(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var digits = int.Parse(id[^4..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{id[..^4]}{(digits + 1) & 0xFFFF:x4}");
    }

    /// <summary>Whether a text has the form of a run id; ids name files, so nothing else may pass for one.</summary>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == Length
            && DateTime.TryParseExact(text[..15], "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && text[15] == '-'
            && text[16..].All(char.IsAsciiHexDigitLower);
    }
}
