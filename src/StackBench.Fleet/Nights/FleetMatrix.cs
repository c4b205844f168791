using System.Collections.Immutable;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Nights;

/// <summary>A night as a table: every device in every workload, those included that should be there and are not.</summary>
public sealed record FleetMatrix(string Night, ImmutableArray<WorkloadMatrix> Workloads)
{
    public static FleetMatrix Of(FleetRecord record, FleetJudgement judgement)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(judgement);
        FleetUnit[] units = [.. record.Units, .. record.Absent.Select(one => new FleetUnit(one.Node, one.Slot ?? "", one.Place))];
        var order = Order(units);
        var kinds = new string?[record.Units.Length];
        foreach (var series in record.Series)
            foreach (var unit in series.Units) kinds[unit] ??= series.Key.Kind;
        var states = judgement.Flags.GroupBy(flag => (flag.Series, flag.Column))
            .ToDictionary(flags => flags.Key, flags => flags.Max(flag => State(flag.State)));
        return new FleetMatrix(record.Night,
        [
            .. record.Series.Index()
                .GroupBy(one => (one.Item.Key.Benchmark, one.Item.Key.Workload, one.Item.Key.Engine, one.Item.Key.Metric))
                .Select(group => Workload([.. group], record, judgement, units, order, kinds, states)),
        ]);
    }

    private static WorkloadMatrix Workload(
        (int Index, FleetSeries Series)[] group, FleetRecord record, FleetJudgement judgement, FleetUnit[] units, int[] order,
        string?[] kinds, Dictionary<(int Series, int Column), CellState> states)
    {
        var cells = new FleetCell?[units.Length];
        var (asked, slots) = (new HashSet<(string? Kind, string Slot)>(), new HashSet<string>(StringComparer.Ordinal));
        var medians = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var (index, series) in group)
        {
            var median = RobustScale.Median(RobustScale.Known(series.Judged, new double[series.Judged.Length]));
            medians[series.Key.Kind] = WorkloadMatrix.Value(series.Key, median);
            for (var column = 0; column < series.Units.Length; column++)
            {
                if (double.IsNaN(series.Judged[column])) continue;
                var unit = series.Units[column];
                var state = states.GetValueOrDefault(
                    (index, column), judgement.IsTested(index, column) ? CellState.Ok : CellState.Unjudged);
                var difference = Math.Exp(series.Judged[column] - median) - 1;
                // The same workload with other parameters: the worse of the two is shown.
                if (cells[unit] is { } other && other.Difference <= difference) continue;
                cells[unit] = new FleetCell(
                    units[unit], series.Key.Kind, WorkloadMatrix.Value(series.Key, series.Judged[column]), difference, state);
                asked.Add((kinds[unit], units[unit].Slot));
                slots.Add(units[unit].Slot);
            }
        }

        for (var unit = 0; unit < units.Length; unit++)
        {
            // Where no machine of its kind has a value of such a device, nobody asked for it.
            var isAbsent = unit < kinds.Length
                ? kinds[unit] is { } kind && asked.Contains((kind, units[unit].Slot))
                : units[unit].Slot.Length == 0 || slots.Contains(units[unit].Slot);
            if (isAbsent) cells[unit] ??= new FleetCell(units[unit], null, double.NaN, double.NaN, CellState.Absent);
        }

        return new WorkloadMatrix(
            group[0].Series.Key, medians.ToImmutable(),
            [.. order.Where(unit => cells[unit] is not null).Select(unit => cells[unit]!.Value)]);
    }

    private static CellState State(OutlierState state) => state switch
    {
        OutlierState.Confirmed => CellState.Confirmed,
        OutlierState.Suspected => CellState.Suspected,
        _ => CellState.Ok,
    };

    /// <summary>Racks, nodes and slots in the order of their names; without a rack last.</summary>
    private static int[] Order(FleetUnit[] units)
    {
        var places = Ranks(units.Select(unit => unit.Place));
        var nodes = Ranks(units.Select(unit => unit.Node));
        var slots = Ranks(units.Select(unit => unit.Slot));
        return
        [
            .. Enumerable.Range(0, units.Length)
                .OrderBy(unit => units[unit].Place is { } place ? places[place] : int.MaxValue)
                .ThenBy(unit => nodes[units[unit].Node]).ThenBy(unit => slots[units[unit].Slot]),
        ];
    }

    private static Dictionary<string, int> Ranks(IEnumerable<string?> names) => names.OfType<string>().Distinct(StringComparer.Ordinal)
        .Order(NaturalOrder.Instance).Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
}
