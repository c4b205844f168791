using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace StackBench.Tests.Architecture;

/// <summary>Which namespace of a project uses which, as its source says: by <c>using</c>, by a type of an enclosing namespace, by a qualified name.</summary>
internal sealed partial class NamespaceGraph
{
    private const int Patience = 10_000;

    private readonly Dictionary<string, HashSet<string>> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _uses = new(StringComparer.Ordinal);

    public static string Source { get; } = Path.GetFullPath("../../../src", Here());

    public static NamespaceGraph Of(string project) =>
        new([.. Directory.EnumerateFiles(Path.Combine(Source, project), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)]);

    public NamespaceGraph(IReadOnlyList<string> files)
    {
        // Comments and texts name types without using them; what an interpolated text computes is rare enough to be left out.
        string[] codes = [.. files.Select(text => CommentsAndTexts().Replace(text, "\"\""))];
        foreach (var code in codes)
        {
            if (!_types.TryGetValue(NamespaceOf(code), out var types)) _types[NamespaceOf(code)] = types = new(StringComparer.Ordinal);
            types.UnionWith(Declarations().Matches(code).Select(match => match.Groups["name"].Value));
        }

        foreach (var code in codes)
        {
            var own = NamespaceOf(code);
            if (!_uses.TryGetValue(own, out var uses)) _uses[own] = uses = new(StringComparer.Ordinal);
            var imported = Usings().Matches(code).Select(match => Imported(match.Groups["name"].Value));
            var named = Names().Matches(Usings().Replace(code, "")).Select(match => Resolved(match.Value.Split('.'), own));
            uses.UnionWith(imported.Concat(named).OfType<string>().Where(name => name != own));
        }
    }

    /// <summary>A way from a namespace back to itself; null where there is none.</summary>
    public string? Cycle() => _uses.Keys.Order(StringComparer.Ordinal).Select(start => Way(start, start, [])).FirstOrDefault(way => way is not null);

    private string? Way(string from, string to, HashSet<string> seen)
    {
        foreach (var next in _uses.GetValueOrDefault(from, []))
        {
            if (next == to) return $"{from} > {to}";
            if (seen.Add(next) && Way(next, to, seen) is { } rest) return $"{from} > {rest}";
        }

        return null;
    }

    // The innermost scope that knows the name wins, as in the language.
    private string? Resolved(string[] parts, string scope)
    {
        while (scope.Length > 0)
        {
            for (var i = parts.Length - 1; i >= 0; i--)
                if (_types.TryGetValue(string.Join('.', [scope, .. parts[..i]]), out var types) && types.Contains(parts[i])) return string.Join('.', [scope, .. parts[..i]]);
            scope = scope[..Math.Max(0, scope.LastIndexOf('.'))];
        }

        return null;
    }

    private string? Imported(string name)
    {
        while (name.Contains('.') && !_types.ContainsKey(name)) name = name[..name.LastIndexOf('.')];
        return _types.ContainsKey(name) ? name : null;
    }

    private static string NamespaceOf(string code) => Namespace().Match(code).Groups["name"].Value;

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(
        """(?<quotes>"{3,})(?s:.)*?\k<quotes>|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.[^']*|[^'\\\n])'|//.*|/\*(?s:.)*?\*/""",
        RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex CommentsAndTexts();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline, Patience)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?(?<name>[\w.]+);", RegexOptions.Multiline, Patience)]
    private static partial Regex Usings();

    [GeneratedRegex(
        @"^(?:public|internal)[ \w]* (?:class|record struct|record|struct|interface|enum|delegate [\w<>?]+) (?<name>\w+)",
        RegexOptions.Multiline, Patience)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.[A-Z]\w*)*", RegexOptions.None, Patience)]
    private static partial Regex Names();
}
