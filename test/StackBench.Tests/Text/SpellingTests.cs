using StackBench.Core.Text;

namespace StackBench.Tests.Text;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("comapre", "compare")]
    [InlineData("COMPARE", "compare")]
    [InlineData("gem", "gemm")]
    [InlineData("--formt", "--format")]
    [InlineData("--lanches", "--launches")]
    [InlineData("memory", "memory-bandwidth")]
    [InlineData("--benchmarks", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_meant_where_it_is_near(string word, string? meant) => Assert.Equal(
        meant, Spelling.Nearest(word, ["compare", "gemm", "--format", "--launches", "memory-bandwidth", "convolution", "run"]));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "ac", 1)]
    [InlineData("ca", "abc", 3)]
    public void Edits_are_counted_as_optimal_string_alignment_counts_them(string one, string other, int edits)
    {
        Assert.Equal(edits, Spelling.Distance(one, other));
        Assert.Equal(edits, Spelling.Distance(other, one));
    }
}
