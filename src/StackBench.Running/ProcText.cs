using System.Globalization;

namespace StackBench.Running;

/// <summary>Reads the one-line files of /proc; processes come and go, so an unreadable file is no error.</summary>
internal static class ProcText
{
    /// <summary>Null when the file is not there or not readable.</summary>
    public static string? FirstLine(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>NaN when the text is not a number.</summary>
    public static double Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
