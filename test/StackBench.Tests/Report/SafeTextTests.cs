using StackBench.Core.Text;

namespace StackBench.Tests.Report;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain µ ± 漢字 🚀", "plain µ ± 漢字 🚀")]
    [InlineData("  two\r\n\tlines \u2028 more ", "two lines more")]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred[0m")]
    [InlineData("bell\u0007 del\u007f c1\u009b", "bell del c1")]
    [InlineData("a\u202eb\u2066c\u200dd\ufeff", "abcd")]
    [InlineData("", "")]
    public void Only_what_is_visible_remains_on_one_line(string text, string expected) => Assert.Equal(expected, SafeText.OneLine(text));

    [Fact]
    public void A_broken_surrogate_becomes_the_replacement_character() => Assert.Equal("a\ufffdb", SafeText.OneLine("a\ud800b"));
}
