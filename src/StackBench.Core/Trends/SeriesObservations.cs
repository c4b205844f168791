using StackBench.Core.Results;

namespace StackBench.Core.Trends;

/// <summary>
/// What was observed of one metric of one result, not yet in order: a thousand runs of fifty metrics are sorted on all processors.
/// </summary>
internal sealed class SeriesObservations
{
    private readonly List<Observation> _observations = [];

    // The place of the run above, the place among the observations below: sorted, the newest run comes first.
    private readonly List<long> _keys = [];

    public string Metric => _observations[0].Metric.Metric;

    private long Newest { get; set; } = long.MaxValue;

    /// <summary>
    /// By result and metric, in the order of the newest run that has it. Runs are ordered by their start; where a clock went backwards that
    /// is the order the clock told.
    /// </summary>
    public static IEnumerable<SeriesObservations> Of(IEnumerable<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        var all = observations.ToArray();
        var places = Places(all);
        var found = new OrderedDictionary<(ResultKey, string), SeriesObservations>();
        // Observations of a metric mostly follow one another.
        var (last, series) = ((ObservedMetric?)null, (SeriesObservations?)null);
        foreach (var observation in all)
        {
            if (series is null || !ReferenceEquals(observation.Metric, last))
            {
                last = observation.Metric;
                var key = (last.Key, last.Metric);
                if (!found.TryGetValue(key, out series)) found.Add(key, series = new SeriesObservations());
            }

            series.Add(observation, places[observation.Run]);
        }

        return found.Values.OrderBy(one => one.Newest);
    }

    public Observation[] OldestFirst()
    {
        var keys = _keys.ToArray();
        Array.Sort(keys);
        var sorted = new Observation[keys.Length];
        for (var i = 0; i < keys.Length; i++) sorted[keys.Length - 1 - i] = _observations[(int)keys[i]];
        return sorted;
    }

    private void Add(Observation observation, int place)
    {
        _keys.Add(((long)place << 32) | (uint)_observations.Count);
        _observations.Add(observation);
        Newest = Math.Min(Newest, place);
    }

    // Newest first. Runs are shared by many observations: told apart by reference.
    private static Dictionary<ObservedRun, int> Places(Observation[] observations)
    {
        var places = new Dictionary<ObservedRun, int>(ReferenceEqualityComparer.Instance);
        foreach (var observation in observations) places.TryAdd(observation.Run, 0);
        foreach (var (place, run) in places.Keys.OrderByDescending(run => run.StartedAt)
            .ThenByDescending(run => run.Id, StringComparer.Ordinal).ToArray().Index()) places[run] = place;
        return places;
    }
}
