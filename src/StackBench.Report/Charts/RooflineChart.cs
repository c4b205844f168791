using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
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

    /// <summary>A result below this share of its roof stands out.</summary>
    private const double LowShare = 0.5;

    /// <summary>Characters across from which roofs are named with their rates.</summary>
    private const int RoomForRates = 70;

    /// <summary>What the numbers stand for, in their order: the best and the worst of each benchmark and type come first.</summary>
    public static ImmutableArray<RooflinePoint> Shown(Roofline roofline)
    {
        ArgumentNullException.ThrowIfNull(roofline);
        var ends = roofline.Points.GroupBy(point => point.Key.Benchmark)
            .SelectMany(group => group.Count() > 2 ? [group.First(), group.Last()] : group.ToArray());
        return [.. ends.Concat(roofline.Points).Distinct().Take(MostPoints).OrderBy(point => point.Intensity)];
    }

    /// <param name="anchorOf">Fragment of the detail of a result; null where there are none.</param>
    public static void Draw(IChartSurface surface, Roofline roofline, Func<ResultKey, string?>? anchorOf = null)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(roofline);
        var (character, line, title) = (surface.CharacterWidth, surface.CharacterHeight, AxisTitles.Room(surface));
        var points = Shown(roofline);
        double[] ridges = [.. roofline.Compute.Select(roofline.RidgeOf)];
        var (low, high) = (points.Select(point => point.Intensity).Concat(ridges).Min()
            / 2, points.Select(point => point.Intensity).Concat(ridges).Max() * 4);
        var top = roofline.Compute[0].Rate.Value;
        var least = Math.Min(low * roofline.Memory.Rate.Value, points.Select(point => point.Rate.Value).Append(top).Min()) / 1.5;
        var most = points.Select(point => point.Rate.Value).Append(top).Max() * 1.5;
        var (bottom, decades) = (surface.Height - line - (line / 2) - title, RoundValues(least, most));
        var unit = (roofline.Compute.FirstOrDefault(roof => roof.Rate.Unit == Unit.FlopPerSecond) ?? roofline.Compute[0]).Rate.Unit;
        var labels = decades.Select(decade => NumberText.Quantity(decade, unit)).ToArray();
        var left = (labels.Select(label => label.Length).DefaultIfEmpty().Max() + 1) * character;
        if (left + (20 * character) >= surface.Width) return;
        var x = new Scale(low, high, left, surface.Width - 1, IsLogarithmic: true);
        var y = new Scale(least, most, bottom, title + (line / 2), IsLogarithmic: true);
        AxisTitles.Draw(surface, left, "FLOP per byte", "rate");
        foreach (var (decade, label) in decades.Zip(labels))
        {
            surface.Line(left, y.Position(decade), surface.Width - 1, y.Position(decade), Role.Muted, LineStyle.Grid);
            surface.Text(left - character, y.Position(decade), label, Role.Muted, TextAlign.Right);
        }

        foreach (var decade in RoundValues(low, high))
        {
            var text = decade.ToString("0.###", CultureInfo.InvariantCulture);
            surface.Line(x.Position(decade), y.To, x.Position(decade), bottom, Role.Muted, LineStyle.Grid);
            surface.Text(Math.Clamp(x.Position(decade) - (text.Length * character / 2), left, surface.Width - (text.Length * character)),
                surface.Height - (line / 2) - title, text, Role.Muted);
        }

        var begin = Math.Max(low, least / roofline.Memory.Rate.Value);
        surface.Line(
            x.Position(begin), y.Position(begin * roofline.Memory.Rate.Value), x.Position(ridges.Max()), y.Position(top), Role.Plain);
        // Above the slope nothing can lie but what caches feed.
        if (surface.IsFine)
            surface.Text(left + character, y.To + (line / 2), $"slope: memory {roofline.Memory.Rate.Quantity}", Role.Plain);
        var roofs = Roofs(surface, roofline, ridges, x, y);
        if (surface.IsFine) Explained(surface, roofline, points, x, y, roofs, anchorOf);
        else
            foreach (var (index, point) in points.Index())
                surface.Text(x.Position(point.Intensity), y.Position(point.Rate.Value), Number(index), RoleOf(point));
    }

    /// <returns>Where they lie, that labels may keep away from them.</returns>
    private static ImmutableArray<(double Left, double Top, double Right, double Bottom)> Roofs(
        IChartSurface surface, Roofline roofline, double[] ridges, Scale x, Scale y)
    {
        var (character, line) = (surface.CharacterWidth, surface.CharacterHeight);
        var taken = ImmutableArray.CreateBuilder<(double Left, double Top, double Right, double Bottom)>();
        var free = double.NegativeInfinity;
        foreach (var (index, (roof, ridge)) in roofline.Compute.Zip(ridges).Index())
        {
            var height = y.Position(roof.Rate.Value);
            // Roofs that lie too close share the name of the one above; a line ends before its name.
            var isNamed = height - free >= line;
            var name = surface.IsFine ? Name(roofline, index, y, line, surface.Width > RoomForRates * character) : roof.Name;
            var end = surface.Width - (isNamed ? (name.Length + 1) * character : 1);
            surface.Series(index + 1, () =>
            {
                surface.Line(x.Position(ridge), height, Math.Max(x.Position(ridge), end - (isNamed ? character : 0)), height, Role.Plain);
                if (isNamed) surface.Text(end, height, name, Role.Plain);
            });
            taken.Add((x.Position(ridge), height - 2, surface.Width, height + 2));
            if (!isNamed) continue;
            taken.Add((end - character, height - (line / 2), surface.Width, height + (line / 2)));
            free = height;
        }

        return taken.ToImmutable();
    }

    // With its rate, or with the names of those that lie so close below it that they have no room of their own.
    private static string Name(Roofline roofline, int index, Scale y, double line, bool hasRoom)
    {
        var height = y.Position(roofline.Compute[index].Rate.Value);
        string[] names = [.. roofline.Compute.Skip(index).TakeWhile(roof => y.Position(roof.Rate.Value) - height < line)
            .Select(roof => roof.Name)];
        return names.Length > 1 || !hasRoom ? string.Join(", ", names) : $"{names[0]} {roofline.Compute[index].Rate.Quantity}";
    }

    /// <summary>Points in the colour of their roof, with their number beside them and all there is to say of them on demand.</summary>
    private static void Explained(
        IChartSurface surface, Roofline roofline, ImmutableArray<RooflinePoint> points, Scale x, Scale y,
        ImmutableArray<(double Left, double Top, double Right, double Bottom)> roofs, Func<ResultKey, string?>? anchorOf)
    {
        (double X, double Y, double Width)[] places =
            [.. points.Select((point, index) =>
                (x.Position(point.Intensity), y.Position(point.Rate.Value), Number(index).Length * surface.CharacterWidth))];
        var labels = PointLabels.Place(places, surface.CharacterHeight * 0.7, roofs, surface.Width);
        foreach (var (index, point) in points.Index())
        {
            var series = roofline.Compute.Select(roof => roof.Name).ToList().IndexOf(point.Type ?? "") + 1;
            surface.Group($"{index + 1}: {Text(point)}", anchorOf?.Invoke(point.Key), () =>
            {
                // What has no roof is of no series.
                if (series == 0) surface.Point(places[index].X, places[index].Y, Role.Muted);
                else surface.Series(series, () => surface.Point(places[index].X, places[index].Y, Role.Plain));
                // Colours are the types' here: one of losses would be taken for a type.
                surface.Text(labels[index].X, labels[index].Y, Number(index),
                    point.ShareOfRoof < LowShare ? Role.Plain : Role.Muted, TextAlign.Middle);
            });
        }
    }

    /// <summary><c>gemm fp32 2048: 154 GFLOP/s at 341 FLOP per byte, 80 % of the fp32 roof</c>.</summary>
    public static string Text(RooflinePoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        var share = point.ShareOfRoof is { } known
            ? $", {NumberText.Share(known)} of the {(point.IsMemoryBound ? "memory" : point.Type)} roof"
            : "";
        return $"{point.Key.Benchmark} {point.Key.Workload}: {point.Rate.Quantity} at {NumberText.Number(point.Intensity)} FLOP per "
            + $"byte{share}";
    }

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static Role RoleOf(RooflinePoint point) =>
        point.ShareOfRoof switch { null => Role.Plain, < LowShare => Role.Worse, _ => Role.Better };

    // Powers of ten; where too few lie in the range, their double and fivefold too.
    private static double[] RoundValues(double low, double high)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(low)), (int)Math.Floor(Math.Log10(high)));
        double[] factors = last - first > 2 ? [1] : [1, 2, 5];
        return [.. Enumerable.Range(first, Math.Clamp(last - first + 1, 0, 40))
            .SelectMany(power => factors.Select(factor => factor * Math.Pow(10, power))).Where(value => value >= low && value <= high)];
    }
}
