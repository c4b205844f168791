using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.History;

/// <summary>The history of a node, or of a card through all nodes it was in. Numbers only: verdicts are those of the outliers.</summary>
public static class FleetHistory
{
    /// <summary>Devices of other nodes from which a change of the fleet is known: five with the device itself, as for outliers.</summary>
    public const int LeastOthers = 4;

    public const int UsualNights = 30;

    /// <param name="most">Newest nights that are shown.</param>
    public static SubjectHistory Of(FleetLog log, FleetSubject subject, int most = UsualNights)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(subject);
        string[] seen = [.. log.Nights.Where(night => IsIn(night, subject)).Select(night => night.Name)];
        if (seen.Length == 0) throw new ArgumentException($"{subject.Name} is in no night", nameof(subject));
        var shown = log.Newest(most);
        var first = log.Nights.Select(night => night.Name).ToList().IndexOf(seen[0]);
        return new SubjectHistory(
            subject,
            [.. shown.Nights.Select(night => night.Name)],
            seen[0],
            seen[^1],
            [.. shown.Nights.Select(night => night.Name).Except(seen.Concat(log.Nights.Take(first).Select(night => night.Name)))],
            SubjectStays.Of(log, subject),
            [
                .. shown.Series.SelectMany(series => Of(shown, series, subject))
                    .OrderBy(one => one.Newest.Slot, StringComparer.Ordinal).ThenBy(one => one.Key.Benchmark, StringComparer.Ordinal)
                    .ThenBy(one => one.Key.Workload, StringComparer.Ordinal).ThenBy(one => one.Key.Engine, StringComparer.Ordinal),
            ]);
    }

    private static bool IsIn(FleetNight night, FleetSubject subject) => subject is NodeSubject
        ? night.Nodes.ContainsKey(subject.Name)
        : night.Nodes.Values.Any(node => node.Cards.Any(card => card.Id == subject.Name));

    private static IEnumerable<SeriesHistory> Of(FleetLog log, LoggedSeries series, FleetSubject subject)
    {
        var tracks = new DeviceTracks(log, series);
        foreach (var line in tracks.Points.Where(point => IsOf(point, subject))
            .GroupBy(point => subject is NodeSubject ? point.Slot : point.Track.Device))
        {
            var values = new double?[log.Nights.Length];
            // A card that is seen in two nodes in one night has the value of one of them.
            foreach (var point in line) values[point.Night] = series.Plain(point.Value);
            var newest = line.Last();
            yield return new SeriesHistory(series.Key, series.Unit, [.. values], Newest(log, series, tracks, newest));
        }
    }

    private static bool IsOf(DevicePoint point, FleetSubject subject) =>
        subject is NodeSubject ? point.Node == subject.Name : point.Track.Card == subject.Name;

    private static NewestValue Newest(FleetLog log, LoggedSeries series, DeviceTracks tracks, DevicePoint newest)
    {
        var before = tracks.Before(newest);
        var own = before.Length == 0 ? (double?)null : RobustScale.Median(before.ToArray());
        var change = newest.Value - own;
        var siblings = tracks.Points.Where(point => point.Night == newest.Night).ToArray();
        double[] others =
        [
            .. siblings.Where(point => point.Node != newest.Node)
                .Select(point => (Point: point, Before: tracks.Before(point))).Where(other => other.Before.Length > 0)
                .Select(other => other.Point.Value - RobustScale.Median(other.Before)),
        ];
        var fleet = others.Length < LeastOthers ? (double?)null : RobustScale.Median(others);
        siblings = [.. siblings.Where(point => point.Slot == newest.Slot)];
        return new NewestValue(
            log.Nights[newest.Night].Name, newest.Node, newest.Slot, series.Plain(newest.Value),
            own is { } middle ? series.Plain(middle) : null, before.Length,
            Share(change), Share(fleet), Share(change - fleet),
            1 + siblings.Count(point => point.Value > newest.Value), siblings.Length);
    }

    private static double? Share(double? logarithm) => logarithm is { } change ? Math.Exp(change) - 1 : null;
}
