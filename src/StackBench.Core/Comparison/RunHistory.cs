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
    private readonly ImmutableArray<Dictionary<ResultKey, BenchmarkResult>> _results = [.. runs.Select(RunValues.ByKey)];

    /// <summary>Centres (logarithms) of the runs that measured the same work, a group for each state.</summary>
    public IEnumerable<ImmutableArray<double>> Centers(BenchmarkResult work, string metric) => _results
        .Select((run, i) => (Run: i, Values: RunValues.Of(run, work, metric)))
        .Where(run => run.Values.Length > 0 && run.Values.All(value => value > 0 && double.IsFinite(value)))
        .GroupBy(run => _states.Of(run.Run, work.Key), run => RunValues.Center(run.Values))
        .Select(group => group.ToImmutableArray());
}
