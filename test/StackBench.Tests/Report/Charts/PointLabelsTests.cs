using StackBench.Report.Charts;

namespace StackBench.Tests.Report.Charts;

public sealed class PointLabelsTests
{
    private const double Width = 17, Height = 14;

    [Fact]
    public void A_label_stands_right_of_its_point_and_left_of_it_at_the_edge()
    {
        Assert.Equal([(116.5, 50)], PointLabels.Place([(100, 50, Width)], Height, [], 200));
        Assert.Equal([(83.5, 50)], PointLabels.Place([(100, 50, Width)], Height, [], 110));
    }

    [Fact]
    public void Labels_cover_neither_one_another_nor_a_point_nor_what_is_drawn()
    {
        (double X, double Y, double Width)[] points = [(100, 50, Width), (108, 50, Width), (100, 60, Width), (112, 62, Width)];
        (double Left, double Top, double Right, double Bottom) roof = (0, 38, 400, 42);
        var places = PointLabels.Place(points, Height, [roof], 400);
        for (var i = 0; i < points.Length; i++)
        {
            var box = (Left: places[i].X - (Width / 2), Top: places[i].Y - (Height / 2), Right: places[i].X + (Width / 2),
                Bottom: places[i].Y + (Height / 2));
            Assert.False(box.Top < roof.Bottom && roof.Top < box.Bottom, $"label {i} lies on the roof");
            Assert.All(points, point => Assert.False(
                point.X > box.Left && point.X < box.Right && point.Y > box.Top && point.Y < box.Bottom, $"label {i} covers a point"));
            for (var j = 0; j < i; j++)
                Assert.True(Math.Abs(places[i].X - places[j].X) >= Width || Math.Abs(places[i].Y - places[j].Y) >= Height,
                    $"labels {j} and {i} cover one another");
        }
    }
}
