using System.Text;
using System.Text.RegularExpressions;

namespace StackBench.Exchange.Import;

/// <summary>Reads the bytes of a file as lines, without what terminals, launchers and loggers put around what a tool wrote.</summary>
internal static partial class SourceText
{
    /// <summary>Share of the lines that must carry a prefix before it counts as one.</summary>
    private const double MostLines = 0.8;

    /// <summary>UTF-8 unless a byte order mark, or zeros in every second byte, say otherwise.</summary>
    public static string Decode(byte[] bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(bytes.AsSpan(3)),
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32.GetString(bytes.AsSpan(4)),
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes.AsSpan(2)),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2)),
        [not 0, 0, not 0, 0, ..] => Encoding.Unicode.GetString(bytes),
        [0, not 0, 0, not 0, ..] => Encoding.BigEndianUnicode.GetString(bytes),
        _ => Encoding.UTF8.GetString(bytes),
    };

    /// <summary>The lines with their numbers from one; what several processes wrote at once is told apart by their tags.</summary>
    public static IReadOnlyList<(int Number, string Text)> Lines(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n').Select(WithoutEscapes).ToArray();
        if (lines.Length > 0 && lines[^1].Length == 0) lines = lines[..^1];
        var filled = lines.Count(line => line.Length > 0);
        if (Share(lines, filled, LogTime()) >= MostLines) lines = [.. lines.Select(line => LogTime().Replace(line, "", 1))];
        Regex[] usual = [LauncherTag(), RankNumber(), BracketedRank()];
        if (usual.FirstOrDefault(tag => Share(lines, filled, tag) >= MostLines) is { } found) return ByTag(lines, found);
        if (lines.Any(line => LauncherTag().IsMatch(line))) return ByTag(lines, LauncherTag());
        return IsByHost(lines, filled) ? ByTag(lines, HostName()) : [.. lines.Select((line, index) => (index + 1, line))];
    }

    private static (int Number, string Text)[] ByTag(string[] lines, Regex tag) =>
    [
        .. lines.Select((line, index) => (Number: index + 1, Line: line, Match: tag.Match(line)))
            .GroupBy(line => line.Match.Groups["tag"].Value, StringComparer.Ordinal)
            .SelectMany(group => group)
            .Select(line => (line.Number, Rest(line.Line, line.Match))),
    ];

    // Intel's mpirun writes its tag before each piece that is flushed.
    private static string Rest(string line, Match tag) =>
        line.StartsWith('[') && line[..tag.Length].TrimEnd() is var own && own.EndsWith(']')
        ? line[tag.Length..].Replace(own, "", StringComparison.Ordinal)
        : line[tag.Length..];

    private static double Share(string[] lines, int filled, Regex prefix) =>
        filled == 0 ? 0 : (double)lines.Count(line => line.Length > 0 && prefix.IsMatch(line)) / filled;

    // Names before a colon are values of their own in many reports; names of hosts are few and come again and again.
    private static bool IsByHost(string[] lines, int filled) =>
        filled >= 8 && Share(lines, filled, HostName()) >= MostLines
        && lines.Select(line => HostName().Match(line).Groups["tag"].Value).Distinct(StringComparer.Ordinal).Count() <= filled / 4;

    // A terminal shows the key that ended a program behind what was printed last.
    private static string WithoutEscapes(string line)
    {
        var text = line.Contains('\e', StringComparison.Ordinal) ? Escape().Replace(line, "") : line;
        return text.EndsWith("^C", StringComparison.Ordinal) ? text[..^2] : text;
    }

    [GeneratedRegex(@"\e(?:\[[0-?]*[ -/]*[@-~]|\][^\a\e]*(?:\a|\e\\)|[@-Z\\-_])", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Escape();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\s", RegexOptions.None, ImportText.Patience)]
    private static partial Regex LogTime();

    /// <summary>Of mpirun and torchrun.</summary>
    [GeneratedRegex(
        @"^[\s>]{0,40}(?<tag>\[[^\]\s<]{0,80}\d+,\d+\])<std(?:out|err|diag)>:|^(?<tag>\[(?:rank|default)\d+\]):", RegexOptions.None,
        ImportText.Patience)]
    private static partial Regex LauncherTag();

    /// <summary>Of <c>srun -l</c>.</summary>
    [GeneratedRegex(@"^ *(?<tag>\d{1,6}): ?(?!\d)|^ *(?<tag>\d{1,6}): ", RegexOptions.None, ImportText.Patience)]
    private static partial Regex RankNumber();

    /// <summary>Of Intel's and MPICH's mpirun with <c>-l</c>.</summary>
    [GeneratedRegex(@"^(?<tag>\[\d{1,6}\]) ?", RegexOptions.None, ImportText.Patience)]
    private static partial Regex BracketedRank();

    /// <summary>Of pdsh and clush, and of Docker's compose.</summary>
    [GeneratedRegex(@"^(?<tag>[A-Za-z][\w.-]*\d): |^(?<tag>[A-Za-z][\w.-]*\d) +\| ?", RegexOptions.None, ImportText.Patience)]
    private static partial Regex HostName();
}
