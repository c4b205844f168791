using StackBench.Core.Units;
using StackBench.Report.Writing;

namespace StackBench.Report.Svg;

/// <summary>Maps values to whole units of a drawing, linearly or by their logarithms. Pure.</summary>
/// <param name="From">Place of <paramref name="Low"/>.</param>
/// <param name="To">Place of <paramref name="High"/>; below <paramref name="From"/> for an axis that grows upwards.</param>
internal readonly record struct Axis(double Low, double High, int From, int To, bool IsLogarithmic = false)
{
    /// <summary>An axis over all finite values with a margin; around a single value it has room on both sides.</summary>
    public static Axis Over(IEnumerable<double> values, int from, int to, bool isLogarithmic = false)
    {
        const double margin = 0.06;
        double[] known = [.. values.Where(value => double.IsFinite(value) && (!isLogarithmic || value > 0)).Select(value => isLogarithmic ? Math.Log(value) : value)];
        var (low, high) = known.Length == 0 ? (0, 1) : (known.Min(), known.Max());
        var room = high > low ? (high - low) * margin : Math.Max(Math.Abs(high) * margin, double.Epsilon);
        // Half of each end first: the ends may be so far apart that their difference is no number.
        if (!double.IsFinite(room)) room = 0;
        (low, high) = (low - room, high + room);
        return isLogarithmic ? new Axis(Math.Exp(low), Math.Exp(high), from, to, true) : new Axis(low, high, from, to);
    }

    /// <summary>Place of a value; one outside the axis lies at its end.</summary>
    public int At(double value)
    {
        var (low, high, at) = IsLogarithmic ? (Math.Log(Low), Math.Log(High), Math.Log(value)) : (Low, High, value);
        var share = high > low ? ((at / 2) - (low / 2)) / ((high / 2) - (low / 2)) : 0.5;
        return double.IsNaN(share) ? From : From + (int)Math.Round(Math.Clamp(share, 0, 1) * (To - From));
    }

    /// <summary>A line of the grid with its label at each round value, from <paramref name="left"/> to <paramref name="right"/>; for an axis that grows upwards.</summary>
    /// <param name="count">Lines there is room for.</param>
    public Markup Grid(int count, Unit unit, int left, int right)
    {
        var axis = this;
        return Markup.Join(Charts.UnitTicks.Of(Low, High, count, unit)
            .Select(tick => Markup.Of($"<path class=\"grid\" d=\"M{left} {axis.At(tick.Value)}H{right}\"/><text class=\"end\" x=\"{left - 10}\" y=\"{axis.At(tick.Value) + 7}\">{tick.Label}</text>")));
    }
}
