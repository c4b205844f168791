using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Verdicts;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>The best that stored runs of the same machine gave before a run.</summary>
internal static class MachineBest
{
    private const int Runs = 200;

    /// <summary>The best of fewer runs is chance.</summary>
    private const int LeastRuns = 3;

    /// <summary>Null where the store cannot be read, which must not cost the result that was just measured.</summary>
    public static OwnBest? Of(Run run, Surroundings surroundings)
    {
        try
        {
            // What is wrong with the store was told when the run was written or read.
            using var store = surroundings.OpenStore(_ => { });
            var earlier = MachineObservations.Of(
                store.Observations(null, null, null, Runs).Where(one => one.Run.StartedAt < run.StartedAt && one.Run.Method == run.Method),
                NodeKey.Of(run.Fingerprint));
            return new OwnBest(earlier.GroupBy(one => one.Metric.Key)
                .Where(same => same.Select(one => one.Metric).Distinct().Count() == 1 && same.Count() >= LeastRuns)
                .ToImmutableDictionary(same => same.Key, same => same.First().Metric.Better == Better.Higher
                    ? same.Max(one => one.Value)
                    : same.Min(one => one.Value)));
        }
        catch (Exception exception) when (exception is StoreException or UserErrorException)
        {
            return null;
        }
    }
}
