using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Running.Pairing;

/// <summary>Gathers the launches of one side, pair by pair, into its run.</summary>
internal sealed class SideRecord(PairSide side)
{
    private readonly Dictionary<ResultKey, PlannedWorkload> _planned = side.Plan.Workloads.ToDictionary(planned => planned.Key);
    private readonly HashSet<ResultKey> _ended = [];
    private readonly Dictionary<ResultKey, BenchmarkResult> _results = side.Plan.Skipped.ToDictionary(result => result.Key);

    public Run Run => side.Run with { Results = [.. side.Plan.Keys.Where(_results.ContainsKey).Select(key => _results[key])] };

    /// <summary>Whether a workload can still be measured: one that failed or was skipped has no further pairs.</summary>
    public bool IsOpen(ResultKey key) => _planned.ContainsKey(key) && !_ended.Contains(key);

    /// <returns>The result with all its launches, the new one numbered after its pair.</returns>
    public BenchmarkResult Add(BenchmarkResult measured, int pair)
    {
        var planned = _planned[measured.Key];
        var before = _results.TryGetValue(measured.Key, out var known) ? known.Launches : [];
        ImmutableArray<Launch> launches = [.. before, .. measured.Launches.Select(launch => launch with { Number = pair })];
        var ended = measured.Outcome is Ok ? null : measured.Outcome;
        var result = ResultAssembly.Of(planned, launches, ended, side.Plan.Peaks.GetValueOrDefault(planned.Device, Peaks.Unknown));
        if (ended is not null || result.Outcome is not Ok) _ended.Add(measured.Key);
        // What ends in any pair has ended: the pairs before it would leave out the launches that were too slow.
        return _results[measured.Key] = ended is null ? result : result with { Outcome = ended };
    }

    /// <summary>The value of the headline metric in a pair; null where it has none.</summary>
    public double? Value(ResultKey key, int pair) =>
        _results.TryGetValue(key, out var result) && result.Launches.FirstOrDefault(launch => launch.Number == pair) is { } launch
        && launch.Values.TryGetValue(_planned[key].Workload.Metrics[0].Definition.Name, out var value)
            ? value
            : null;
}
