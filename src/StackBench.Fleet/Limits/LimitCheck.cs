using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Fleet.Limits;

/// <summary>Compares a run of a node with the limits of its kind. Pure; in doubt nothing is decided.</summary>
public static class LimitCheck
{
    /// <summary>Share of unfit nodes above which the limits are wrong, not the nodes.</summary>
    private const double MostUnfit = 0.05;

    /// <summary>Fewer launches make no node unfit: one may have been cut or disturbed.</summary>
    private const int LeastLaunches = 2;

    /// <summary>How far in time a verdict of another node may lie that counts for the brake.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    public static (Fitness Fitness, int Checked, ImmutableArray<string> Reasons) Of(Run run, NodeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(limits);
        var kind = MachineKey.Of(run.Fingerprint);
        NodeLimit[] own = [.. limits.Limits.Where(limit => limit.Kind == kind && limit.Method == run.Method)];
        if (own.Length == 0) return (Fitness.Undecided, 0, [$"there are no limits for machines of the kind {kind}"]);
        if (RunContention.Of(run).IsContended) return (Fitness.Undecided, 0, ["other processes used the CPU during the check"]);
        var (count, low, open) = (0, new List<string>(), new List<string>());
        foreach (var limit in own)
        {
            BenchmarkResult[] results = [.. run.Results.Where(result => result.Benchmark == limit.Benchmark
                && result.Workload == limit.Workload && !result.IsInvalid && !result.IsOfCpuDriver
                && (result.Engine is null || result.Engine == limit.Engine))];
            if (results.Length == 0) open.Add($"{limit.Benchmark} {limit.Workload} was not measured");
            foreach (var result in results)
            {
                if (result.Outcome is not Ok || result.Headline is not { } value || value.Metric != limit.Metric
                    || result.Parameters.ToString() != limit.Parameters)
                {
                    open.Add($"{limit.Benchmark} {limit.Workload} on {result.Device} has no value");
                    continue;
                }

                count++;
                // The best launch as well: one that was disturbed drains no node.
                double[] launches = [.. result.Launches.SelectMany(launch => launch.Values.Where(one => one.Key == limit.Metric))
                    .Select(one => one.Value)];
                var best = launches.Append(value.Value);
                if (!IsWorse(limit.Better == Better.Higher ? best.Max() : best.Min(), limit)) continue;
                if (launches.Length >= LeastLaunches) low.Add(Said(result, value.Value, limit));
                else open.Add($"{limit.Benchmark} {limit.Workload} on {result.Device} is low, but it had fewer than two launches");
            }
        }

        return low.Count > 0 ? (Fitness.Unfit, count, [.. low])
            : open.Count > 0 ? (Fitness.Undecided, count, [.. open])
            : (Fitness.Fit, count, []);
    }

    /// <summary>How many nodes are unfit by the limits of this unfit verdict, this one too.</summary>
    public static int Unfit(NodeVerdict verdict, IEnumerable<NodeVerdict> others)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return others.Where(other => other.Fitness == Fitness.Unfit && other.LimitsSha256 == verdict.LimitsSha256
                && (verdict.At - other.At).Duration() <= Fresh)
            .Select(other => other.Node).Append(verdict.Node).Distinct(StringComparer.Ordinal).Count();
    }

    /// <summary>
    /// Whether so many nodes are unfit that the limits must be wrong: more than one, and more than 5 % of those the limits were made from.
    /// </summary>
    public static bool IsBraked(int unfit, NodeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return unfit > Math.Max(1, MostUnfit * limits.Nodes);
    }

    private static bool IsWorse(double value, NodeLimit limit) =>
        limit.Better == Better.Higher ? value < limit.Limit : value > limit.Limit;

    private static string Said(BenchmarkResult result, double value, NodeLimit limit)
    {
        var loss = limit.Better == Better.Higher ? 1 - (value / limit.Median) : 1 - (limit.Median / value);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{limit.Benchmark} {limit.Workload} on {result.Device} is {loss * 100:0.0} % below "
                + $"the fleet's median of {limit.Devices} devices");
    }
}
