using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;

namespace StackBench.Core.Assessments;

/// <summary>How far the values of a metric lie apart from one launch to the next.</summary>
public static class LaunchSpread
{
    private const double UsualThreshold = 0.03;

    /// <summary>Half the range of the launch values over their median (0.03 = ±3 %); null below two launches, which say nothing about it.</summary>
    public static double? Of(ImmutableArray<Launch> launches, string metric)
    {
        var values = launches.Where(launch => launch.Values.ContainsKey(metric)).Select(launch => launch.Values[metric]).ToArray();
        if (values.Length < 2) return null;
        var median = Quantile.Median(values);
        return median > 0 ? (values.Max() - values.Min()) / 2 / median : null;
    }

    /// <summary>Whether a spread is smaller than the change of the metric that matters.</summary>
    public static bool IsSteady(double spread, string metric) =>
        spread <= (MetricDefinitions.All.FirstOrDefault(definition => definition.Name == metric)?.Threshold ?? UsualThreshold);
}
