using System.Text.RegularExpressions;

namespace StackBench.Core.Text;

/// <summary>Takes out of a text what tells who measured and where: paths, addresses, serial numbers and given names.</summary>
public static partial class PrivateText
{
    private const int ShortestName = 3;

    /// <param name="names">Names of hosts and users; those too short to be told from ordinary words are left.</param>
    public static string Without(string text, IEnumerable<(string Name, string Stands)> names)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        text = Uuid().Replace(text, "<uuid>");
        text = Address().Replace(text, "<address>");
        text = Serial().Replace(text, "${word}<serial>");
        text = WindowsPath().Replace(text, "<path>");
        text = UnixPath().Replace(text, "${before}<path>");
        text = Hardware().Replace(text, "<address>");
        foreach (var (name, stands) in names.Where(name => name.Name.Length >= ShortestName))
            text = Regex.Replace(text, $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])", stands, RegexOptions.IgnoreCase, Limit);
        return text;
    }

    /// <summary>User names that a path below a folder of homes tells.</summary>
    public static IEnumerable<string> UsersIn(string text) => Home().Matches(text).Select(match => match.Groups["user"].Value);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [GeneratedRegex(@"(?:(?:GPU|MIG)-)?\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Uuid();

    // URLs, user@host, IPv4 with a port or after a word that asks for one.
    [GeneratedRegex(
        @"\b[a-z][a-z0-9+.-]{1,15}://[^\s""'<>]+|[\w.+-]+@[\w.-]+|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/\d+)"
            + @"|(?<=\b(?:from|to|at|on|host|ip|addr(?:ess)?)[ =:]+)\d{1,3}(?:\.\d{1,3}){3}\b",
        RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\b(?<word>serial(?:[ _-]?(?:number|no\.?))?\s*[:=#]?\s*)[\w-]{4,}", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Serial();

    [GeneratedRegex(@"\b[A-Za-z]:\\[^\s""'<>|]+|\\\\[\w.-]+\\[^\s""'<>|]+", RegexOptions.None, 1000)]
    private static partial Regex WindowsPath();

    // Two parts at least: 'GB/s' and 'read/write' are none.
    [GeneratedRegex(@"(?<before>^|[\s""'=:,;(\[{<>])(?:~[\w.-]*(?:/[\w.+@%~-]+)+|(?:/[\w.+@%~-]+){2,})/?", RegexOptions.None, 1000)]
    private static partial Regex UnixPath();

    [GeneratedRegex(@"\b(?:[0-9a-f]{2}[:-]){5,7}[0-9a-f]{2}\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Hardware();

    [GeneratedRegex(@"(?:/home/|/Users/|\\Users\\)(?<user>[\w.-]+)", RegexOptions.None, 1000)]
    private static partial Regex Home();
}
