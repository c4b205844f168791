using StackBench.Core.Comparison;
using StackBench.Report;
using StackBench.Terminal;

namespace StackBench.Tests.Report;

public sealed class VocabularyTests
{
    [Fact]
    public void Every_verdict_has_one_place_one_word_and_a_sign_for_every_terminal()
    {
        var all = Enum.GetValues<Verdict>();
        Assert.Equal(all, Vocabulary.Order.Order());
        Assert.Equal(all.Length, all.Select(Vocabulary.Word).Distinct().Count());
        Assert.All(all, verdict => Assert.True(System.Text.Ascii.IsValid(Glyphs.Ascii.Verdict(verdict))));
        Assert.All(all, verdict => Assert.Equal(Vocabulary.SignOf(verdict).Unicode, Glyphs.Unicode.Verdict(verdict)));
    }
}
