namespace StackBench.Tests.Documentation;

public sealed class MarkdownPageTests
{
    private const string Text = """
        # Title of `it`

        One [link](a.md#b) here. Two words
        go on! `code.` Three 0.5 e.g. four.
        - item one
          goes on
        - [second](c.md)

        | table. With [link](d.md) |
        |---|

        ```
        # no heading, [no link](e.md). No sentence.
        ```

        ## Same, twice
        text
        ## Same, twice
        ### Below
        end
        # Other
        """;

    private static readonly MarkdownPage Page = MarkdownPage.Of("page.md", Text);

    [Fact]
    public void Prose_is_split_into_sentences() => Assert.Equal(
        ["One link here.", "Two words go on!", "X Three 0.5 e.g. four.", "item one goes on", "second", "text", "end"], Page.Sentences);

    [Fact]
    public void Code_is_that_of_blocks_and_of_lines() => Assert.Equal(
        ["```", "# no heading, [no link](e.md). No sentence.", "```", "it", "code."], Page.Code);

    [Fact]
    public void Links_are_those_outside_code() => Assert.Equal(["a.md#b", "c.md", "d.md"], Page.Links);

    [Fact]
    public void Anchors_are_those_of_GitHub() =>
        Assert.Equal(["below", "other", "same-twice", "same-twice-1", "title-of-it"], Page.Anchors.Order(StringComparer.Ordinal));

    [Fact]
    public void A_section_ends_at_the_next_of_its_level()
    {
        Assert.Equal("text", Page.Section("same-twice"));
        Assert.Equal("end", Page.Section("below"));
        Assert.Null(Page.Section("nothing"));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("One - two (three), 4.5 %.", 4)]
    public void Words_have_letters_or_digits(string sentence, int count) => Assert.Equal(count, MarkdownPage.WordCount(sentence));
}
