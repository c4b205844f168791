namespace StackBench.Core.Text;

/// <summary>Text as one word of a POSIX shell.</summary>
public static class ShellWord
{
    private const string Plain = "-_./:=,+";

    /// <summary>As it is where no character means anything to a shell; else quoted.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 0 && text.All(one => char.IsAsciiLetterOrDigit(one) || Plain.Contains(one, StringComparison.Ordinal))
            ? text
            : Quoted(text);
    }

    public static string Quoted(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
