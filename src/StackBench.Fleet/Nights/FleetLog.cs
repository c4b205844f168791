using System.Collections.Immutable;

namespace StackBench.Fleet.Nights;

/// <summary>What a fleet measured in all its nights, who was there, and with which cards and facts.</summary>
/// <param name="Nights">The oldest first, without those that confirm another.</param>
public sealed record FleetLog(ImmutableArray<FleetNight> Nights, ImmutableArray<LoggedSeries> Series)
{
    /// <summary>The newest nights alone.</summary>
    public FleetLog Newest(int most) => Nights.Length <= most ? this : Range(Nights.Length - most, most);

    /// <summary>The nights up to one, this included; null where there is no such night.</summary>
    public FleetLog? UpTo(string night)
    {
        var at = Nights.Select(one => one.Name).ToList().IndexOf(night);
        return at < 0 ? null : Range(0, at + 1);
    }

    private FleetLog Range(int start, int count) => new(
        Nights.Slice(start, count),
        [.. Series.Select(series => series with
        {
            Values = series.Values[(start * series.Columns.Length)..((start + count) * series.Columns.Length)],
        })]);
}
