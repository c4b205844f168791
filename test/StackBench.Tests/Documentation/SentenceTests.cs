namespace StackBench.Tests.Documentation;

/// <summary>Sentences of README, CHANGELOG and docs/ are short enough to be read once.</summary>
public sealed class SentenceTests
{
    private const int MostWords = 25;

    /// <summary>Beginnings of sentences that may be longer.</summary>
    private static readonly string[] Exceptions = [];

    public static TheoryData<string> Pages =>
    [
        .. DocumentationPages.All.Select(page => page.Name)
            .Where(name => name is "README.md" or "CHANGELOG.md" || name.StartsWith("docs/", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Sentences_have_25_words_at_most(string name) =>
        Found.Nothing(LongOnes(DocumentationPages.Find(name)).Where(sentence => !Exceptions.Any(begin => Begins(sentence, begin))));

    [Fact]
    public void Exceptions_are_needed()
    {
        var sentences = DocumentationPages.All.SelectMany(LongOnes).ToList();
        Found.Nothing(Exceptions.Where(begin => !sentences.Any(sentence => Begins(sentence, begin))));
    }

    private static IEnumerable<string> LongOnes(MarkdownPage page) =>
        page.Sentences.Where(sentence => MarkdownPage.WordCount(sentence) > MostWords);

    private static bool Begins(string sentence, string begin) => sentence.StartsWith(begin, StringComparison.Ordinal);
}
