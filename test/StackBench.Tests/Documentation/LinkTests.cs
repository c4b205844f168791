using System.Text.RegularExpressions;

namespace StackBench.Tests.Documentation;

/// <summary>No page links to what is not there, and no text of the program names a page that is not.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages => [.. DocumentationPages.All.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files_and_headings(string name)
    {
        var page = DocumentationPages.Find(name);
        Found.Nothing(page.Links.Where(link => !link.Contains("://", StringComparison.Ordinal)).Where(link => !Leads(page, link)));
    }

    [Theory]
    [InlineData("src", "*.cs")]
    [InlineData("python", "*.py")]
    [InlineData("test", "*.cs")]
    [InlineData("bench", "*")]
    [InlineData("eng", "*")]
    public void Pages_that_sources_name_exist(string folder, string pattern)
    {
        var named = Directory.EnumerateFiles(Path.Combine(DocumentationPages.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains("__pycache__", StringComparison.Ordinal))
            .SelectMany(file => Page().Matches(File.ReadAllText(file)).Select(match => match.Value)).Distinct(StringComparer.Ordinal);
        Found.Nothing(named.Where(page => !File.Exists(Path.Combine(DocumentationPages.Root, page))));
    }

    [Fact]
    public void The_index_lists_every_page_of_the_folder()
    {
        var listed = DocumentationPages.Find("docs/README.md").Links.ToHashSet(StringComparer.Ordinal);
        Found.Nothing(DocumentationPages.All.Where(page => page.Name.StartsWith("docs/", StringComparison.Ordinal))
            .Select(page => page.Name["docs/".Length..]).Where(page => page != "README.md" && !listed.Contains(page)));
    }

    private static bool Leads(MarkdownPage page, string link)
    {
        var (path, anchor) = link.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? (link[..at], link[(at + 1)..]) : (link, null);
        var target = Path.GetFullPath(Path.Combine(DocumentationPages.Root, Path.GetDirectoryName(page.Name)!, path));
        if (path.Length > 0 && !File.Exists(target) && !Directory.Exists(target)) return false;
        return anchor is null
            || (path.Length == 0 ? page : MarkdownPage.Of(path, File.ReadAllText(target))).Anchors.Contains(anchor);
    }

    [GeneratedRegex(@"docs/[a-z-]+\.(md|schema\.json)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Page();
}
