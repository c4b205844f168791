using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StackBench.Tests.Documentation;

/// <summary>A page of Markdown: its headings, its links, the sentences of its prose, and its code. Code is in none of the others.</summary>
/// <param name="Name">Path from the root of the repository, with slashes.</param>
internal sealed partial record MarkdownPage(string Name, ImmutableArray<string> Lines)
{
    private const string Fence = "```";

    public static MarkdownPage Of(string name, string text) => new(name, [.. text.Split('\n').Select(line => line.TrimEnd('\r'))]);

    /// <summary>Anchors of the headings, as GitHub makes them.</summary>
    public ImmutableHashSet<string> Anchors
    {
        get
        {
            var seen = new Dictionary<string, int>(StringComparer.Ordinal);
            return [.. Headings.Select(heading => Numbered(Anchor(heading.Title), seen))];
        }
    }

    /// <summary>Targets of all links, in order.</summary>
    public ImmutableArray<string> Links =>
        [.. Text.SelectMany(line => Link().Matches(WithoutCode(line)).Select(match => match.Groups["target"].Value))];

    /// <summary>Sentences of paragraphs and list items; tables, headings and code blocks have none.</summary>
    public ImmutableArray<string> Sentences => [.. Paragraphs().SelectMany(paragraph => SentenceEnd().Split(Plain(paragraph)))];

    /// <summary>Lines of all that is read as words: no code, no targets of links, no tags.</summary>
    public ImmutableArray<string> Words => [.. Text.Select(line => Tag().Replace(Plain(line), ""))];

    /// <summary>The lines of code blocks, then the code within lines.</summary>
    public ImmutableArray<string> Code
    {
        get
        {
            var outside = Outside().ToList();
            return
            [
                .. Enumerable.Range(0, Lines.Length).Except(outside.Select(entry => entry.Line)).Select(line => Lines[line]),
                .. outside.SelectMany(entry => InlineCode().Matches(entry.Text)).Select(match => match.Value.Trim('`')),
            ];
        }
    }

    public static int WordCount(string sentence) =>
        sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit));

    /// <summary>The lines below a heading up to the next of its level or above; null where no heading has this anchor.</summary>
    public string? Section(string anchor)
    {
        var all = Headings.ToList();
        var index = all.FindIndex(heading => Anchor(heading.Title) == anchor);
        if (index < 0) return null;
        var next = all.Skip(index + 1).FirstOrDefault(heading => heading.Level <= all[index].Level);
        var end = next == default ? Lines.Length : next.Line;
        return string.Join('\n', Lines[(all[index].Line + 1)..end]);
    }

    private IEnumerable<(int Line, int Level, string Title)> Headings =>
        from entry in Outside()
        let match = Heading().Match(entry.Text)
        where match.Success
        select (entry.Line, match.Groups["level"].Length, match.Groups["title"].Value);

    private IEnumerable<string> Text => Outside().Select(entry => entry.Text);

    private IEnumerable<(int Line, string Text)> Outside()
    {
        var isCode = false;
        for (var line = 0; line < Lines.Length; line++)
        {
            if (Lines[line].TrimStart().StartsWith(Fence, StringComparison.Ordinal)) isCode = !isCode;
            else if (!isCode) yield return (line, Lines[line]);
        }
    }

    private IEnumerable<string> Paragraphs()
    {
        var (paragraph, last) = (new List<string>(), -1);
        foreach (var (line, text) in Outside())
        {
            var isProse = text.Trim().Length > 0 && !text.TrimStart().StartsWith('|') && !Heading().IsMatch(text);
            if (paragraph.Count > 0 && (!isProse || line != last + 1 || ListItem().IsMatch(text)))
            {
                yield return string.Join(' ', paragraph);
                paragraph.Clear();
            }

            if (isProse) paragraph.Add(ListItem().Replace(text, "").Trim());
            last = line;
        }

        if (paragraph.Count > 0) yield return string.Join(' ', paragraph);
    }

    private static string Plain(string paragraph) => Link().Replace(WithoutCode(paragraph), "${text}");

    private static string WithoutCode(string text) => InlineCode().Replace(text, "X");

    private static string Anchor(string title) =>
        string.Concat(title.ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_'))
            .Replace(' ', '-');

    private static string Numbered(string anchor, Dictionary<string, int> seen)
    {
        var times = seen[anchor] = seen.GetValueOrDefault(anchor, -1) + 1;
        return times == 0 ? anchor : $"{anchor}-{times}";
    }

    [GeneratedRegex("^(?<level>#{1,6}) +(?<title>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("<[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("`[^`]*`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"^\s*([-*]|\d+\.)\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ListItem();

    [GeneratedRegex(@"(?<=[.!?][)""*]*)\s+(?=[^a-z])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SentenceEnd();
}
