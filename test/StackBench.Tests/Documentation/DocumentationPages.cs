using System.Collections.Immutable;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Documentation;

/// <summary>The pages of the repository that people read.</summary>
internal static class DocumentationPages
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = Path.GetDirectoryName(RepositoryFile.Path("AGENTS.md"))!;

    public static ImmutableArray<MarkdownPage> All { get; } =
    [
        .. Names().Order(StringComparer.Ordinal).Select(name => MarkdownPage.Of(name, File.ReadAllText(Path.Combine(Root, name)))),
    ];

    public static MarkdownPage Find(string name) => All.Single(page => page.Name == name);

    private static IEnumerable<string> Names() =>
    [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "AGENTS.md", "python/README.md",
        .. Under("docs", "*.md"), .. Under("bench", "README.md"),
    ];

    private static IEnumerable<string> Under(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));
}
