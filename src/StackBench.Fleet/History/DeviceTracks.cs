using System.Collections.Immutable;
using StackBench.Fleet.Nights;

namespace StackBench.Fleet.History;

/// <summary>Who measured each value of a series: the card where it is known, else the slot of the node.</summary>
internal sealed class DeviceTracks
{
    private readonly Dictionary<DeviceTrack, List<DevicePoint>> _tracks = [];

    public DeviceTracks(FleetLog log, LoggedSeries series)
    {
        var points = ImmutableArray.CreateBuilder<DevicePoint>();
        for (var night = 0; night < log.Nights.Length; night++)
        {
            for (var column = 0; column < series.Columns.Length; column++)
            {
                var value = series.At(night, column);
                var (node, slot) = (series.Columns[column].Node, series.Columns[column].Slot);
                if (double.IsNaN(value) || !log.Nights[night].Nodes.TryGetValue(node, out var there)) continue;
                var track = there.CardOf(slot) is { } card
                    ? new DeviceTrack(card.Card, "", card.Part)
                    : new DeviceTrack(null, node, slot);
                var point = new DevicePoint(night, node, slot, track, value);
                points.Add(point);
                if (!_tracks.TryGetValue(track, out var own)) _tracks[track] = own = [];
                own.Add(point);
            }
        }

        Points = points.ToImmutable();
    }

    /// <summary>All values, night by night.</summary>
    public ImmutableArray<DevicePoint> Points { get; }

    /// <summary>Values that the same device had in earlier nights.</summary>
    public double[] Before(DevicePoint point) =>
        [.. _tracks[point.Track].Where(other => other.Night < point.Night).Select(other => other.Value)];
}

/// <summary>What stays the same from night to night.</summary>
/// <param name="Card">Null where no card is known.</param>
/// <param name="Node">Empty for a card.</param>
/// <param name="Device">The slot, or the partition of a card.</param>
internal readonly record struct DeviceTrack(string? Card, string Node, string Device);

/// <summary>A value of a device in a night, as an oriented logarithm.</summary>
internal readonly record struct DevicePoint(int Night, string Node, string Slot, DeviceTrack Track, double Value);
