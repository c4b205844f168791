using System.Collections.Immutable;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Reading;

/// <summary>Who should have been measured in a night and has no value in it.</summary>
public sealed partial class FleetRecordBuilder
{
    private readonly Dictionary<(string Night, string Node), string> _leave = [];
    private readonly Dictionary<string, Dictionary<string, string>> _planned = new(StringComparer.Ordinal);

    /// <summary>Says that a node was to be measured in a night.</summary>
    /// <param name="reason">Why it has no value, for the case that it has none.</param>
    public void Plan(string night, string node, string reason)
    {
        ArgumentNullException.ThrowIfNull(night);
        ArgumentNullException.ThrowIfNull(node);
        if (!_planned.TryGetValue(night, out var nodes)) _planned[night] = nodes = new(StringComparer.Ordinal);
        nodes[node] = reason;
    }

    private ImmutableArray<AbsentUnit> Absent(Night judged, Night[] earlier) =>
        [.. AbsentNodes(judged, earlier), .. AbsentDevices(judged, earlier)];

    private IEnumerable<AbsentUnit> AbsentNodes(Night judged, Night[] earlier)
    {
        var planned = _planned.GetValueOrDefault(judged.Name) ?? [];
        var left = _leave.Keys.Where(key => key.Night == judged.Name).Select(key => key.Node);
        foreach (var node in planned.Keys.Concat(left).Concat(earlier.SelectMany(night => night.Runs.Keys))
            .Distinct(StringComparer.Ordinal).Where(node => !judged.Runs.ContainsKey(node)))
        {
            var last = earlier.LastOrDefault(night => night.Runs.ContainsKey(node));
            yield return new AbsentUnit(
                node, null, last?.Runs[node].Place, _leave.GetValueOrDefault((judged.Name, node)) ?? planned.GetValueOrDefault(node)
                ?? $"{(planned.Count > 0 ? "not in the plan" : "no document")}, last measured in {last!.Name}");
        }
    }

    /// <summary>Devices of measured nodes. Where no node has a value of such a device, nobody asked for it.</summary>
    private IEnumerable<AbsentUnit> AbsentDevices(Night judged, Night[] earlier)
    {
        var (measured, last) = (new HashSet<int>(), new Dictionary<int, int>());
        foreach (var (unit, nights) in _series.Values.SelectMany(values => values))
        {
            if (!double.IsNaN(At(nights, judged)))
            {
                measured.Add(unit);
                continue;
            }

            for (var night = earlier.Length - 1; night >= 0; night--)
            {
                if (double.IsNaN(At(nights, earlier[night]))) continue;
                last[unit] = Math.Max(last.GetValueOrDefault(unit), night);
                break;
            }
        }

        var slots = _units.Where(unit => measured.Contains(unit.Value)).Select(unit => unit.Key.Slot).ToHashSet(StringComparer.Ordinal);
        return _units.Where(unit => last.ContainsKey(unit.Value) && !measured.Contains(unit.Value) && slots.Contains(unit.Key.Slot)
                && judged.Runs.ContainsKey(unit.Key.Node))
            .OrderBy(unit => unit.Value)
            .Select(unit => new AbsentUnit(
                unit.Key.Node, unit.Key.Slot, judged.Runs[unit.Key.Node].Place,
                $"the node has no value of it, last measured in {earlier[last[unit.Value]].Name}"));
    }
}
