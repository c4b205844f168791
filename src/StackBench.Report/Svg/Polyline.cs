using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StackBench.Report.Svg;

/// <summary>Lines as short path data in whole units.</summary>
internal static class Polyline
{
    /// <summary><c>M0 12L4 10 8 9</c>.</summary>
    public static string Path(IEnumerable<(int X, int Y)> points)
    {
        var text = new StringBuilder();
        foreach (var (index, point) in points.Index())
            text.Append(index switch { 0 => "M", 1 => "L", _ => " " }).Append(CultureInfo.InvariantCulture, $"{point.X} {point.Y}");
        return text.ToString();
    }

    /// <summary>At most about <paramref name="most"/> of the values, with the lowest and the highest of each stretch kept: a spike does not vanish.</summary>
    public static ImmutableArray<T> Thin<T>(ImmutableArray<T> values, int most, Func<T, double> height)
    {
        if (values.Length <= most) return values;
        var stretches = Math.Max(1, most / 2);
        var kept = ImmutableArray.CreateBuilder<T>(2 * stretches);
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var begin = (int)((long)stretch * values.Length / stretches);
            var end = (int)((long)(stretch + 1) * values.Length / stretches);
            var (low, high) = (begin, begin);
            for (var i = begin + 1; i < end; i++)
            {
                if (height(values[i]) < height(values[low])) low = i;
                if (height(values[i]) > height(values[high])) high = i;
            }

            kept.Add(values[Math.Min(low, high)]);
            if (low != high) kept.Add(values[Math.Max(low, high)]);
        }

        return kept.ToImmutable();
    }
}
