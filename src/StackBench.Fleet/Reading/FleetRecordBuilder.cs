using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Reading;

/// <summary>
/// Gathers runs of many nodes and nights, in any order, one at a time: only headline values and the facts of the newest run of each node
/// are kept of them.
/// </summary>
public sealed partial class FleetRecordBuilder
{
    private const string CardSuffix = ".uuid", PlaceFact = "place";

    /// <summary>Earlier nights that are a night's history, at most.</summary>
    public const int UsualNights = 14;

    private readonly Dictionary<string, Night> _nights = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, string Slot), int> _units = [];
    private readonly Dictionary<FleetSeriesKey, Dictionary<int, double[]>> _series = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<string> _left = [];

    /// <summary>Runs left out, with the reason.</summary>
    public ImmutableArray<string> Left => [.. _left];

    /// <summary>Names of the nights, the oldest first, without those that confirm another.</summary>
    public ImmutableArray<string> Nights =>
    [
        .. _nights.Values.Where(night => NightName.Confirmed(night.Name) is null).OrderBy(night => night.Start)
            .Select(night => night.Name),
    ];

    /// <summary>The night a run belongs to: its label, else its date, where a night goes from noon to noon (UTC).</summary>
    public static string NightOf(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Label is { Length: > 0 } label
            ? label
            : run.StartedAt.UtcDateTime.AddHours(-12).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <param name="attempt">Of the node at its campaign: the last one counts, whatever its clock says; 0 without a campaign.</param>
    /// <param name="createdAt">When its campaign was planned, which orders the nights; null without one: by the first run.</param>
    public void Add(Run run, int attempt = 0, DateTimeOffset? createdAt = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Status != RunStatus.Complete || run.Purpose != RunPurpose.Measure)
        {
            var why = run.Status == RunStatus.Complete ? "not a plain measurement run" : "the run is incomplete";
            _left.Add($"{run.Id}: {why}");
            Leave(run, why);
            return;
        }

        if (NodeName.Of(run.Fingerprint) is not { } node)
        {
            _left.Add($"{run.Id}: the node name is missing");
            return;
        }

        if (RunContention.Of(run).IsContended)
        {
            _left.Add($"{run.Id} of {node}: other processes used the CPU while it measured");
            Leave(run, "other processes used the CPU while it measured");
            return;
        }

        var values = run.Results.Select(result => (Result: result, Value: Value(result))).Where(one => one.Value is not null).ToArray();
        if (values.Length == 0)
        {
            _left.Add($"{run.Id} of {node}: it has no value");
            Leave(run, "its document has no value");
            return;
        }

        var night = NightNamed(NightOf(run));
        if (createdAt is { } planned) night.Planned = planned;
        if (run.StartedAt < night.First) night.First = run.StartedAt;
        var isNewest = !night.Runs.TryGetValue(node, out var before)
            || (attempt, run.StartedAt).CompareTo((before.Attempt, before.StartedAt)) >= 0;
        if (isNewest) night.Runs[node] = new NodeRun(attempt, run.StartedAt, CardsOf(run), Place(run), Facts(run));
        var kind = Shared(MachineKey.Of(run.Fingerprint));
        foreach (var (result, value) in values) Enter(run, kind, node, result, night, value!, isNewest);
    }

    /// <summary>The record of one night; null where no run is of it.</summary>
    /// <param name="night">Null for the newest.</param>
    /// <param name="most">Earlier nights that are its history, at most.</param>
    public FleetRecord? Build(string? night = null, int most = UsualNights)
    {
        var order = Nights;
        night ??= order is [.., var newest] ? newest : null;
        if (night is null || !_nights.TryGetValue(night, out var judged) || !order.Contains(night)) return null;
        var earlier = order.TakeWhile(name => name != night).TakeLast(most).Select(name => _nights[name]).ToArray();
        var again = _nights.GetValueOrDefault(NightName.Again(night));
        ImmutableArray<FleetUnit> units =
        [
            .. _units.OrderBy(unit => unit.Value)
                .Select(unit => new FleetUnit(unit.Key.Node, unit.Key.Slot, judged.Runs.GetValueOrDefault(unit.Key.Node)?.Place)),
        ];
        var series = _series.Select(one => Series(one.Key, one.Value, units, earlier, judged, again)).OfType<FleetSeries>();
        return new FleetRecord(
            night, units, [.. series], judged.Runs.ToImmutableDictionary(run => run.Key, run => run.Value.Facts, StringComparer.Ordinal))
        {
            Earlier = [.. earlier.Select(one => one.Name)],
            Absent = Absent(judged, earlier),
        };
    }

    /// <summary>When the newest run of a night, or of the one that confirms it, began.</summary>
    public DateTimeOffset MeasuredAt(string night) => new[] { night, NightName.Again(night) }.Where(_nights.ContainsKey)
        .SelectMany(name => _nights[name].Runs.Values).Max(run => run.StartedAt);

    private static FleetSeries? Series(
        FleetSeriesKey key, Dictionary<int, double[]> values, ImmutableArray<FleetUnit> units, Night[] earlier, Night judged, Night? again)
    {
        // Who was not measured that night has no column: 'fleet status' tells the absent.
        var columns = values.Where(value => !double.IsNaN(At(value.Value, judged))).ToArray();
        if (columns.Length == 0) return null;
        var history = new double[earlier.Length * columns.Length];
        for (var night = 0; night < earlier.Length; night++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                var node = units[columns[column].Key].Node;
                // Another card in the slot starts a history of its own.
                var isSame = earlier[night].Runs.GetValueOrDefault(node)?.Cards == judged.Runs[node].Cards;
                history[(night * columns.Length) + column] = isSame ? At(columns[column].Value, earlier[night]) : double.NaN;
            }
        }

        return new FleetSeries(
            key, [.. columns.Select(column => column.Key)], history, [.. columns.Select(column => At(column.Value, judged))],
            again is null ? null : [.. columns.Select(column => At(column.Value, again))]);
    }

    private static double At(double[] nights, Night night) => night.Index < nights.Length ? nights[night.Index] : double.NaN;

    private void Enter(Run run, string kind, string node, BenchmarkResult result, Night night, MetricValue value, bool isNewest)
    {
        var key = new FleetSeriesKey(
            kind, Shared(result.Benchmark), Shared(result.Workload), result.Engine is { } engine ? Shared(engine) : null,
            Shared(value.Metric), value.Better, result.Parameters, run.Method);
        if (!_series.TryGetValue(key, out var values)) _series[key] = values = [];
        var slot = (Shared(node), Shared(result.Device));
        if (!_units.TryGetValue(slot, out var unit)) _units[slot] = unit = _units.Count;
        var nights = values.GetValueOrDefault(unit, []);
        if (night.Index >= nights.Length)
        {
            var before = nights.Length;
            Array.Resize(ref nights, _names.Count);
            nights.AsSpan(before).Fill(double.NaN);
            values[unit] = nights;
        }

        if (isNewest || double.IsNaN(nights[night.Index]))
            nights[night.Index] = value.Better == Better.Higher ? Math.Log(value.Value) : -Math.Log(value.Value);
    }

    private static MetricValue? Value(BenchmarkResult result) =>
        result.IsInvalid || result.IsOfCpuDriver ? null
        : result.Headline is { Value: > 0 } value && double.IsFinite(value.Value) && !MetricDefinitions.DescribesWork(value.Metric) ? value
        : null;

    private Night NightNamed(string name)
    {
        if (_nights.TryGetValue(name, out var night)) return night;
        _nights[name] = night = new Night(name, _names.Count);
        _names.Add(name);
        return night;
    }

    /// <summary>Which GPUs the node has; empty where it has none, or none that says who it is.</summary>
    private string CardsOf(Run run) => Shared(string.Join('\n', run.Fingerprint.Facts
        .Where(fact => fact.Name.EndsWith(CardSuffix, StringComparison.Ordinal) && fact.Value is not null)
        .Select(fact => fact.Value).Order(StringComparer.Ordinal)));

    /// <summary>The switches above the node: s0.rack2 of s0.rack2.node7.</summary>
    private string? Place(Run run) =>
        run.Fingerprint["slurm.topology"] is { } address && address.LastIndexOf('.') is > 0 and var end ? Shared(address[..end]) : null;

    private ImmutableArray<FingerprintFact> Facts(Run run)
    {
        var facts = run.Fingerprint.Facts.Where(fact => fact.Role == FactRole.Cause && fact.Value is not null)
            .Select(fact => new FingerprintFact(Shared(fact.Name), Shared(fact.Value!), fact.Role));
        return Place(run) is { } place ? [.. facts, new FingerprintFact(PlaceFact, place, FactRole.Cause)] : [.. facts];
    }

    /// <summary>The same text for equal texts: ten thousand nodes of a kind say mostly the same.</summary>
    private string Shared(string text)
    {
        if (_texts.TryGetValue(text, out var known)) return known;
        return _texts[text] = text;
    }

    private sealed class Night(string name, int index)
    {
        public string Name { get; } = name;

        public int Index { get; } = index;

        public DateTimeOffset First { get; set; } = DateTimeOffset.MaxValue;

        public DateTimeOffset? Planned { get; set; }

        public DateTimeOffset Start => Planned ?? First;

        public Dictionary<string, NodeRun> Runs { get; } = new(StringComparer.Ordinal);
    }

    private sealed record NodeRun(
        int Attempt, DateTimeOffset StartedAt, string Cards, string? Place, ImmutableArray<FingerprintFact> Facts);
}
