using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>
/// Earlier runs of a machine that are no part of a comparison: how far they scatter, each state about its own level, is what unchanged
/// runs of this machine do.
/// </summary>
/// <param name="runs">Newest first.</param>
internal sealed class RunHistory(ImmutableArray<Run> runs)
{
    private readonly RunStates _states = new(runs);
    private readonly ResultIndex _results = new(runs);

    /// <summary>Centres (logarithms) of the runs that measured the same work, a group for each state.</summary>
    public IEnumerable<ImmutableArray<double>> Centers(BenchmarkResult work, string metric) => _results.Of(work.Key).ToArray()
        .Select((result, i) => (Run: i, Values: RunValues.Of(result, work, metric)))
        .Where(run => run.Values.Length > 0 && RunValues.HaveRatio(run.Values))
        .GroupBy(run => _states.Of(run.Run, work.Key), run => RunValues.Center(run.Values))
        .Select(group => group.ToImmutableArray());
}
