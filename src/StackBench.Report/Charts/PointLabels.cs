using System.Collections.Immutable;

namespace StackBench.Report.Charts;

/// <summary>Places for short labels beside points, so that none covers another or a point. Pure.</summary>
internal static class PointLabels
{
    /// <summary>Half the side of what a point takes, and the gap to its label.</summary>
    private const double Radius = 5, Gap = 3;

    /// <summary>What stays free at both sides of a label, so that it is not read as its neighbour's.</summary>
    private const double Apart = 3;

    /// <param name="points">Position of each point and the width of its label.</param>
    /// <param name="height">Of a label.</param>
    /// <param name="taken">What is drawn already and must stay readable: left, top, right, bottom.</param>
    /// <param name="right">End of the drawing.</param>
    /// <returns>Where the middle of each label lies.</returns>
    public static ImmutableArray<(double X, double Y)> Place(
        IReadOnlyList<(double X, double Y, double Width)> points, double height,
        IEnumerable<(double Left, double Top, double Right, double Bottom)> taken, double right)
    {
        var boxes = taken.Concat(points.Select(point => Around(point.X, point.Y, Radius, Radius))).ToList();
        var places = ImmutableArray.CreateBuilder<(double X, double Y)>(points.Count);
        foreach (var (x, y, width) in points)
        {
            var (aside, away) = (Radius + Gap + (width / 2), Radius + (height / 2));
            (double X, double Y)[] candidates =
                [(x + aside, y), (x - aside, y), (x, y - away), (x, y + away), (x + aside, y - away), (x - aside, y + away),
                    (x + aside, y + away), (x - aside, y - away)];
            var place = candidates.Where(one => one.X + (width / 2) <= right && one.X >= width / 2)
                .FirstOrDefault(
                    one => !boxes.Any(box => Touch(box, Around(one.X, one.Y, width + (2 * Apart), height))), candidates[0]);
            boxes.Add(Around(place.X, place.Y, width, height));
            places.Add(place);
        }

        return places.ToImmutable();
    }

    private static (double Left, double Top, double Right, double Bottom) Around(double x, double y, double width, double height) =>
        (x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2));

    private static bool Touch(
        (double Left, double Top, double Right, double Bottom) one, (double Left, double Top, double Right, double Bottom) other) =>
        one.Left < other.Right && other.Left < one.Right && one.Top < other.Bottom && other.Top < one.Bottom;
}
