using StackBench.Core.Assessments;
using StackBench.Core.Units;
using StackBench.Report.Braille;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Report.Charts;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0, 10, 5, "0 5 10")]
    [InlineData(0, 10, 6, "0 2 4 6 8 10")]
    [InlineData(97.2, 102.1, 3, "98 100 102")]
    [InlineData(-1, 1, 3, "-1 0 1")]
    [InlineData(1e-9, 3e-9, 3, "1E-09 2E-09 3E-09")]
    [InlineData(5, 5, 3, "")]
    public void Ticks_are_round_and_within_the_range(double low, double high, int most, string expected) =>
        Assert.Equal(expected, string.Join(' ',
            Ticks.Of(low, high, most).Select(tick => Math.Round(tick, 12).ToString(System.Globalization.CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(5.5, false, 50)]
    [InlineData(10, true, 50)]
    [InlineData(100, true, 100)]
    public void Scales_map_ends_and_middle(double value, bool isLogarithmic, double expected) =>
        Assert.Equal(expected, new Scale(1, isLogarithmic ? 100 : 10, 0, 100, isLogarithmic).Position(value), 9);

    [Theory]
    [InlineData(0, 0, '\u2801')]
    [InlineData(1, 0, '\u2808')]
    [InlineData(0, 3, '\u2840')]
    [InlineData(1, 3, '\u2880')]
    public void A_dot_has_its_place_in_the_cell(int x, int y, char expected)
    {
        var surface = new BrailleSurface(1, 1);
        surface.Point(x, y, Role.Better);
        Assert.Equal(new BrailleCell(expected, Role.Better), surface.Cells()[0][0]);
    }

    [Fact]
    public void What_lies_outside_or_is_no_number_leaves_no_mark()
    {
        var surface = new BrailleSurface(2, 1);
        surface.Point(-0.1, 0, Role.Plain);
        surface.Point(4, 0, Role.Plain);
        surface.Point(double.NaN, 0, Role.Plain);
        surface.Line(0, double.PositiveInfinity, 3, 3, Role.Plain);
        Assert.All(surface.Cells()[0], cell => Assert.Equal(' ', cell.Character));
    }

    [Theory]
    [InlineData(true, "series-chart")]
    [InlineData(false, "series-chart-ascii")]
    public void Samples_of_two_launches_are_drawn(bool isUnicode, string name)
    {
        var surface = new BrailleSurface(40, 6, isUnicode);
        SeriesChart.Draw(
            surface,
            [
                new([.. Enumerable.Range(0, 20).Select(index => 0.05 + (0.001 * Math.Sin(index)))], Role.Plain),
                new([.. Enumerable.Range(0, 20).Select(index => 0.053 + (0.001 * Math.Cos(index)))], Role.Muted, IsLine: true),
            ],
            Unit.Second,
            [new ChartMark(20, Role.Warn)]);
        Snapshot.Match(Text(surface), name);
    }

    [Fact]
    public void A_forest_shows_ratio_interval_band_and_one()
    {
        var surface = new BrailleSurface(60, 4);
        ForestChart.Draw(surface, [new("gemm fp32", 1.25, 1.18, 1.31, 0.05, Role.Worse), new("copy", 0.9, 0.85, 0.96, 0.05, Role.Better),
            new("latency", 1.01, 0.99, 1.02, 0.05, Role.Muted)]);
        Snapshot.Match(Text(surface), "forest-chart");
    }

    [Theory]
    [InlineData(114, 5)]
    [InlineData(44, 9)]
    public void A_narrow_forest_has_names_above_their_bars(double characters, int lines) =>
        Assert.Equal(lines, ForestChart.Lines(3, characters));

    [Fact]
    public void A_narrow_forest_is_drawn_in_the_lines_it_asks_for() =>
        Snapshot.Match(SvgSurface.Parts(380, 9 * SvgSurface.LineHeight, surface => ForestChart.Draw(surface,
        [
            new("memory-bandwidth triad non-temporal", 1.25, 1.18, 1.31, 0.05, Role.Worse)
            {
                Note = "▼ -20 % slower",
                Title = "all of it",
                Anchor = "r0",
            },
            new("copy", 0.9, 0.85, 0.96, 0.05, Role.Better) { Note = "▲ +11 % faster" },
            new("latency", 1.01, 0.99, 1.02, 0.05, Role.Muted) { Note = "≈ +1.0 % slower" },
        ])).ToString().Replace("><", ">\n<", StringComparison.Ordinal) + "\n", "forest-narrow");

    private static string Text(BrailleSurface surface) =>
        string.Concat(surface.Cells().Select(line => string.Concat(line.Select(cell => cell.Character)).TrimEnd() + "\n"));
}
