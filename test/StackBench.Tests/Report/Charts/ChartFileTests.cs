using System.Globalization;
using System.Xml.Linq;
using StackBench.Core.Trends;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Report.Charts;

public sealed class ChartFileTests
{
    private static readonly Chart Roofline = RunChart.Of(ExampleRun.Full, ChartKind.Roofline)[0];

    [Fact]
    public void A_roofline_has_titles_of_its_axes_gridlines_a_colour_for_each_type_and_points_that_explain_themselves() =>
        Snapshot.Match(Lines(ChartFile.Of(Roofline, ChartTheme.Light)), "chart-roofline");

    [Fact]
    public void A_history_names_its_ends_and_every_run() =>
        Snapshot.Match(Lines(ChartFile.Of(History(6), ChartTheme.Dark)), "chart-history");

    [Fact]
    public void Samples_are_drawn_as_in_the_report_with_their_distribution_and_the_telemetry() =>
        Snapshot.Match(Lines(ChartFile.Of(RunChart.Of(ExampleRun.Full, ChartKind.Samples)[0], ChartTheme.Light)), "chart-samples");

    [Theory]
    [InlineData(1280, 720)]
    [InlineData(640, 480)]
    [InlineData(3000, 400)]
    [InlineData(200, 200)]
    public void A_size_is_kept_and_the_drawing_fits_it(int width, int height)
    {
        foreach (var chart in (Chart[])[Roofline, History(40), RunChart.Of(ExampleRun.Full, ChartKind.Samples)[0]])
        {
            var svg = XDocument.Parse(ChartFile.Of(chart, size: new ChartSize(width, height))).Root!;
            Assert.Equal((Text(width), Text(height)), (svg.Attribute("width")!.Value, svg.Attribute("height")!.Value));
            double[] box = [.. svg.Attribute("viewBox")!.Value.Split(' ').Select(side => double.Parse(side, CultureInfo.InvariantCulture))];
            Assert.InRange(box[3] / box[2], 0.95 * height / width, 1.05 * height / width);
            Assert.All(svg.Descendants().Where(element => element.Attribute("y") is not null && element.Name.LocalName == "text"), text =>
                Assert.InRange(double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture), 0, box[3]));
        }
    }

    [Theory]
    [InlineData("1280x720", 1280, 720)]
    [InlineData("200x8000", 200, 8000)]
    [InlineData("199x400", null, null)]
    [InlineData("400x8001", null, null)]
    [InlineData("400", null, null)]
    [InlineData("400x-400", null, null)]
    [InlineData("400x400x400", null, null)]
    public void Sizes_are_read(string text, int? width, int? height) =>
        Assert.Equal(width is null ? null : new ChartSize(width.Value, height!.Value), ChartSize.Parse(text));

    [Fact]
    public void A_long_title_breaks_into_lines_and_ends_in_an_ellipsis()
    {
        Assert.Equal(["one two", "three…"], WrappedText.Of("one two three four", 7, 2));
        Assert.Equal(["one"], WrappedText.Of("one", 7, 2));
        Assert.Equal(["abcdefg", "hij"], WrappedText.Of("abcdefghij", 7, 2));
        var svg = ChartFile.Of(Roofline with { Title = string.Join(' ', Enumerable.Repeat("word", 100)) }, size: new ChartSize(400, 900));
        Assert.Equal(3, XDocument.Parse(svg).Descendants().Count(
            element => element.Name.LocalName == "text" && element.Value.StartsWith("word", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_line_of_many_points_is_drawn_to_its_end()
    {
        var path = XDocument.Parse(ChartFile.Of(History(600))).Descendants().Single(
            element => element.Name.LocalName == "path" && element.Attribute("class")!.Value == "stroke plain").Attribute("d")!.Value;
        Assert.Matches("^[ML0-9 ]+$", path);
        Assert.InRange(double.Parse(path.Split('L', ' ')[^2], CultureInfo.InvariantCulture), 940, 960);
    }

    private static Chart History(int days) => TrendChart.Of(SeriesTrend.Of(
        MetricSeries.Of(Enumerable.Range(0, days).SelectMany(day => Observation.Of(HistoryRun.Of(day, day < days / 2 ? 100 : 80))))
            .First(series => series.Key.Benchmark == "gemm" && series.Metric == "flop-rate"), 0.03));

    // An element a line, so that a difference can be read.
    private static string Lines(string svg) => svg.Replace("><", ">\n<", StringComparison.Ordinal);

    private static string Text(int side) => side.ToString(CultureInfo.InvariantCulture);
}
