using StackBench.Terminal;

namespace StackBench.Tests.Terminal;

public sealed class GridTests
{
    [Fact]
    public void Text_stands_left_and_numbers_right_under_their_headers() => AssertLayout(
        """
        name  count
        a         1
        bcd      22
        """,
        new Grid([new("name"), new("count", IsNumeric: true)], [Row("a", "1"), Row("bcd", "22")], Glyphs.Unicode),
        80);

    [Fact]
    public void Columns_without_content_vanish() => AssertLayout(
        """
        a  c
        1  3
        """,
        new Grid([new("a"), new("b"), new("c")], [Row("1", "", "3")], Glyphs.Unicode),
        80);

    [Fact]
    public void Where_room_is_short_text_shrinks_before_columns_go()
    {
        var grid = new Grid([new("", MinWidth: 4), new("", IsNumeric: true, DropOrder: 1), new("", DropOrder: 2)], [Row(
            "workload", "123456", "word")], Glyphs.Unicode);
        AssertLayout("workload  123456  word", grid, 22);
        AssertLayout("work…  123456  word", grid, 19);
        AssertLayout("wor…  123456  word", grid, 18);
        AssertLayout("workload  123456", grid, 17);
        AssertLayout("workload", grid, 11);
    }

    [Fact]
    public void The_last_text_wraps_under_itself_and_a_spanning_text_under_its_begin() => AssertLayout(
        """
        a  one two
           three
        b  four five
           six
        """,
        new Grid([new(""), new("", MinWidth: 4)], [Row("a", "one two three"), new SpanningRow(["b"], "four five six")], Glyphs.Unicode),
        12);

    [Fact]
    public void Wide_characters_count_two_cells() => AssertLayout(
        """
        漢字  1
        abc   2
        """,
        new Grid([new(""), new("")], [Row("漢字", "1"), Row("abc", "2")], Glyphs.Unicode),
        80);

    [Theory]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("abc", 3, "abc")]
    [InlineData("漢字漢字", 5, "漢字…")]
    [InlineData("漢字漢字", 4, "漢…")]
    [InlineData("ab cdef", 4, "ab…")]
    public void What_is_too_wide_is_shortened(string text, int width, string expected) =>
        Assert.Equal(expected, TextWidth.Truncate(text, width, "…"));

    [Theory]
    [InlineData("", 5, "")]
    [InlineData("one two", 7, "one two")]
    [InlineData("one two", 6, "one|two")]
    [InlineData("abcdefgh ij", 3, "abc|def|gh|ij")]
    [InlineData("漢字漢", 4, "漢字|漢")]
    public void Text_wraps_at_blanks_or_within_a_word_that_is_too_wide(string text, int width, string expected) =>
        Assert.Equal(expected, string.Join('|', TextWidth.Wrap(text, width)));

    [Fact]
    public void Decimal_points_and_units_line_up() => Assert.Equal(
        [" 42.1  GB/s", "  1.12 ns  ", "105    ns  ", "", "  0    s   "],
        Decimals.Align([("42.1", "GB/s"), ("1.12", "ns"), ("105", "ns"), ("", ""), ("0", "s")]));

    private static CellsRow Row(params string[] cells) => new([.. cells.Select(cell => new Span(cell))]);

    private static void AssertLayout(string expected, Grid grid, int width) =>
        Assert.Equal(expected, string.Join('\n', grid.Layout(width)));
}
