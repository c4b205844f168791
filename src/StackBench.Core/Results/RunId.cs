using System.Globalization;
using System.Security.Cryptography;

namespace StackBench.Core.Results;

/// <summary>
/// Makes run ids: start time in UTC and twelve hexadecimal digits against collisions. With four, as ids had once, two of 512 machines that
/// start in the same second share an id with a probability of 87 %.
/// </summary>
public static class RunId
{
    private const int TimeLength = 15, Digits = 12, FewestDigits = 4, MostDigits = 16;

    /// <summary>An id that no other run has.</summary>
    public static string Create(DateTimeOffset startedAt) => Of(startedAt, RandomNumberGenerator.GetHexString(Digits, lowercase: true));

    /// <summary>The same id for the same seed: for runs that are made up.</summary>
    public static string Create(DateTimeOffset startedAt, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Of(startedAt, random.GetHexString(Digits, lowercase: true));
    }

    /// <summary>The id of the same time with the next digits.</summary>
    public static string Next(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var digits = int.Parse(id[^FewestDigits..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{id[..^FewestDigits]}{(digits + 1) & 0xFFFF:x4}");
    }

    /// <summary>Whether a text has the form of a run id, old or new; ids name files, so nothing else may pass for one.</summary>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > TimeLength + FewestDigits and <= TimeLength + 1 + MostDigits
            && DateTime.TryParseExact(text[..TimeLength], "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && text[TimeLength] == '-'
            && text[(TimeLength + 1)..].All(char.IsAsciiHexDigitLower);
    }

    private static string Of(DateTimeOffset startedAt, string digits) =>
        string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd-HHmmss}-{digits}");
}
