using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Reading;

/// <summary>
/// Gathers runs of many nodes and nights, in any order, one at a time: only headline values and the facts of the newest run of each node
/// are kept of them.
/// </summary>
public sealed partial class FleetRecordBuilder
{
    /// <summary>Earlier nights that are a night's history, at most.</summary>
    public const int UsualNights = 14;

    private readonly Dictionary<string, Night> _nights = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, string Slot), int> _units = [];
    private readonly Dictionary<FleetSeriesKey, Dictionary<int, double[]>> _series = [];
    private readonly Dictionary<FleetSeriesKey, Unit> _measures = [];
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

    /// <param name="attempt">Of the node at its campaign: the last one counts, whatever its clock says; 0 without a campaign.</param>
    /// <param name="createdAt">When its campaign was planned, which orders the nights; null without one: by the first run.</param>
    public void Add(Run run, int attempt = 0, DateTimeOffset? createdAt = null) => Add(FleetRun.Of(run, attempt, createdAt));

    public void Add(FleetRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Left is not null || run.Node is not { } node)
        {
            _left.Add($"{run.Id}{(run.Node is null ? "" : " of " + run.Node)}: {run.Left}");
            if (run.Node is not null) _leave[(run.Night, run.Node)] = run.Left!;
            return;
        }

        var night = NightNamed(run.Night);
        if (run.PlannedAt is { } planned) night.Planned = planned;
        if (run.StartedAt < night.First) night.First = run.StartedAt;
        var isNewest = !night.Runs.TryGetValue(node, out var before)
            || (run.Attempt, run.StartedAt).CompareTo((before.Attempt, before.StartedAt)) >= 0;
        if (isNewest) night.Runs[node] = Kept(run);
        foreach (var value in run.Values) Enter(node, value, night, isNewest);
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

    /// <summary>All nights that were read, with who was there.</summary>
    public FleetLog Log()
    {
        var nights = Nights.Select(name => _nights[name]).ToArray();
        FleetUnit[] units = [.. _units.OrderBy(unit => unit.Value).Select(unit => new FleetUnit(unit.Key.Node, unit.Key.Slot))];
        return new FleetLog(
            [
                .. nights.Select(night => new FleetNight(night.Name, night.Runs.ToImmutableDictionary(
                    run => run.Key, run => new NodeNight(run.Value.Gpus, run.Value.Facts), StringComparer.Ordinal))),
            ],
            [
                .. _series.Select(one => new LoggedSeries(
                    one.Key, _measures[one.Key], [.. one.Value.Keys.Select(unit => units[unit])],
                    Rows(one.Value, nights))),
            ]);
    }

    private static double[] Rows(Dictionary<int, double[]> columns, Night[] nights)
    {
        var rows = new double[nights.Length * columns.Count];
        var at = 0;
        foreach (var night in nights)
            foreach (var values in columns.Values) rows[at++] = At(values, night);
        return rows;
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

    private void Enter(string node, FleetValue value, Night night, bool isNewest)
    {
        if (!_series.TryGetValue(value.Key, out var values)) _series[value.Key] = values = [];
        _measures.TryAdd(value.Key, value.Unit);
        var slot = (Shared(node), Shared(value.Slot));
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
            nights[night.Index] = value.Key.Better == Better.Higher ? Math.Log(value.Value) : -Math.Log(value.Value);
    }

    private Night NightNamed(string name)
    {
        if (_nights.TryGetValue(name, out var night)) return night;
        _nights[name] = night = new Night(name, _names.Count);
        _names.Add(name);
        return night;
    }

    private NodeRun Kept(FleetRun run) => new(
        run.Attempt, run.StartedAt, Shared(run.Cards), run.Place is null ? null : Shared(run.Place),
        [.. run.Facts.Select(fact => new FingerprintFact(Shared(fact.Name), Shared(fact.Value!), fact.Role))],
        [
            .. run.Gpus.Select(gpu => new GpuCard(
                Shared(gpu.Address), gpu.Uuid is null ? null : Shared(gpu.Uuid), gpu.Serial is null ? null : Shared(gpu.Serial))),
        ]);

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
        int Attempt, DateTimeOffset StartedAt, string Cards, string? Place, ImmutableArray<FingerprintFact> Facts,
        ImmutableArray<GpuCard> Gpus);
}
