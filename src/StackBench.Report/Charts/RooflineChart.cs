using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>
/// The measured roofs of a device on logarithmic axes, FLOP per byte against FLOP/s, and results as numbers that a
/// list beside the chart explains.
/// </summary>
internal static class RooflineChart
{
    /// <summary>Results that have room; more would hide one another.</summary>
    public const int MostPoints = 24;

    /// <summary>What the numbers stand for, in their order: the best and the worst of each benchmark and type come first.</summary>
    public static ImmutableArray<RooflinePoint> Shown(Roofline roofline)
    {
        ArgumentNullException.ThrowIfNull(roofline);
        var ends = roofline.Points.GroupBy(point => point.Key.Benchmark)
            .SelectMany(group => group.Count() > 2 ? [group.First(), group.Last()] : group.ToArray());
        return [.. ends.Concat(roofline.Points).Distinct().Take(MostPoints).OrderBy(point => point.Intensity)];
    }

    public static void Draw(IChartSurface surface, Roofline roofline)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(roofline);
        var (character, line) = (surface.CharacterWidth, surface.CharacterHeight);
        var points = Shown(roofline);
        double[] ridges = [.. roofline.Compute.Select(roofline.RidgeOf)];
        var (low, high) = (points.Select(point => point.Intensity).Concat(ridges).Min()
            / 2, points.Select(point => point.Intensity).Concat(ridges).Max() * 4);
        var top = roofline.Compute[0].Rate.Value;
        var least = Math.Min(low * roofline.Memory.Rate.Value, points.Select(point => point.Rate.Value).Append(top).Min()) / 1.5;
        var most = points.Select(point => point.Rate.Value).Append(top).Max() * 1.5;
        var (bottom, decades) = (surface.Height - line - (line / 2), RoundValues(least, most));
        var unit = (roofline.Compute.FirstOrDefault(roof => roof.Rate.Unit == Unit.FlopPerSecond) ?? roofline.Compute[0]).Rate.Unit;
        var labels = decades.Select(decade => NumberText.Quantity(decade, unit)).ToArray();
        var left = (labels.Select(label => label.Length).DefaultIfEmpty().Max() + 1) * character;
        if (left + (20 * character) >= surface.Width) return;
        var x = new Scale(low, high, left, surface.Width - 1, IsLogarithmic: true);
        var y = new Scale(least, most, bottom, line / 2, IsLogarithmic: true);
        foreach (var (decade, label) in decades.Zip(labels))
            surface.Text(left - character, y.Position(decade), label, Role.Muted, TextAlign.Right);
        foreach (var decade in RoundValues(low, high))
        {
            var text = decade.ToString("0.###", CultureInfo.InvariantCulture);
            surface.Text(Math.Clamp(x.Position(decade) - (text.Length * character / 2), left, surface.Width - (text.Length * character)),
                surface.Height - (line / 2), text, Role.Muted);
        }

        var begin = Math.Max(low, least / roofline.Memory.Rate.Value);
        surface.Line(
            x.Position(begin), y.Position(begin * roofline.Memory.Rate.Value), x.Position(ridges.Max()), y.Position(top), Role.Plain);
        var free = double.NegativeInfinity;
        foreach (var (roof, ridge) in roofline.Compute.Zip(ridges))
        {
            var height = y.Position(roof.Rate.Value);
            // Roofs that lie too close share the name of the one above; a line ends before its name.
            var isNamed = height - free >= line;
            var end = surface.Width - (isNamed ? (roof.Name.Length + 1) * character : 1);
            surface.Line(x.Position(ridge), height, Math.Max(x.Position(ridge), end - (isNamed ? character : 0)), height, Role.Plain);
            if (!isNamed) continue;
            surface.Text(end, height, roof.Name, Role.Plain);
            free = height;
        }

        foreach (var (index, point) in points.Index())
            surface.Text(x.Position(point.Intensity), y.Position(point.Rate.Value), (index + 1).ToString(CultureInfo.InvariantCulture),
                point.ShareOfRoof switch { null => Role.Plain, < 0.5 => Role.Worse, _ => Role.Better });
    }

    // Powers of ten; where too few lie in the range, their double and fivefold too.
    private static double[] RoundValues(double low, double high)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(low)), (int)Math.Floor(Math.Log10(high)));
        double[] factors = last - first > 2 ? [1] : [1, 2, 5];
        return [.. Enumerable.Range(first, Math.Clamp(last - first + 1, 0, 40))
            .SelectMany(power => factors.Select(factor => factor * Math.Pow(10, power))).Where(value => value >= low && value <= high)];
    }
}
