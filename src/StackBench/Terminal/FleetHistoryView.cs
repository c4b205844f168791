using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Units;
using StackBench.Fleet.History;
using StackBench.Report;

namespace StackBench.Terminal;

/// <summary>A node's or a card's history for the terminal: absences first, then a line per series, then where cards were.</summary>
internal static class FleetHistoryView
{
    private const int MostNights = 60, MostNamed = 8, MostStays = 40;

    public static ImmutableArray<TextLine> Lines(SubjectHistory history, int width, Glyphs glyphs)
    {
        var lines = ImmutableArray.CreateBuilder<TextLine>();
        void Say(string text, Role role = Role.Plain) => lines.AddRange(
            TextWidth.Wrap(glyphs.Text(text), width).Select(line => TextLine.Of(new Span(line, role))));
        var isNode = history.Subject is NodeSubject;
        Say(string.Create(CultureInfo.InvariantCulture,
            $"{(isNode ? "Node" : "Card")} {history.Subject.Name}: {Nights(history.Nights.Length)}, {Range(history.Nights)}; first seen in "
            + $"{history.FirstSeen}."));
        if (history.IsAbsentNow)
            Say($"Not measured in {history.Nights[^1]}, the newest night: nothing is known of it since {history.LastSeen}.", Role.Warn);
        if (!history.Absent.IsEmpty) Say($"Absent, or without a usable run: {Listed(history.Absent)}.", Role.Warn);
        if (history.Series.IsEmpty) Say("No value in these nights.", Role.Warn);
        else lines.AddRange(Table(history, isNode, glyphs).Layout(width));
        if (Gaps(history) is { Length: > 0 } gaps) Say($"Measured, but without a value: {gaps}.", Role.Muted);
        foreach (var stay in history.Stays.TakeLast(MostStays)) Say(Stay(stay, isNode), Role.Muted);
        if (history.Stays.Length > MostStays)
            Say(string.Create(CultureInfo.InvariantCulture, $"{history.Stays.Length - MostStays} earlier stays: see --json"), Role.Muted);
        if (!history.Series.IsEmpty) Say(Legend(history, glyphs), Role.Muted);
        return lines.ToImmutable();
    }

    private static Grid Table(SubjectHistory history, bool isNode, Glyphs glyphs)
    {
        var hasEngines = history.Series.GroupBy(one => (one.Newest.Slot, one.Key.Benchmark, one.Key.Workload))
            .Any(group => group.Count() > 1);
        ImmutableArray<GridRow> rows = [.. history.Series.Select(one => Row(one, isNode, hasEngines, glyphs))];
        return new Grid(
            [
                new("series", MinWidth: 16, IsCut: true), new("device", MinWidth: 6), new("nights"), new("newest", IsNumeric: true),
                new("before", IsNumeric: true, DropOrder: 2), new("nights before", IsNumeric: true, DropOrder: 3),
                new("change", IsNumeric: true), new("rank", IsNumeric: true, DropOrder: 1),
            ], rows, glyphs);
    }

    private static CellsRow Row(SeriesHistory one, bool isNode, bool hasEngines, Glyphs glyphs)
    {
        var newest = one.Newest;
        var name = hasEngines && one.Key.Engine is { } engine ? $"{one.Key} ({engine})" : one.Key.ToString();
        return new CellsRow(
        [
            new Span(glyphs.Text(name), IsHeading: true),
            isNode ? glyphs.Text(newest.Slot) : "",
            Line(one.Values, glyphs),
            glyphs.Text(NumberText.Level(newest.Value, one.Unit)),
            newest.Before is { } before ? new Span(glyphs.Text(NumberText.Level(before, one.Unit)), Role.Muted) : "",
            new Span(newest.NightsBefore.ToString(CultureInfo.InvariantCulture), Role.Muted),
            Change(newest),
            string.Create(CultureInfo.InvariantCulture, $"{newest.Rank} of {newest.Siblings}"),
        ]);
    }

    private static Span Change(NewestValue newest) => newest switch
    {
        { OwnChange: { } own } => Signed(own),
        { Change: { } change } => $"{Signed(change)}*",
        _ => "",
    };

    /// <summary>A character per night.</summary>
    private static string Line(ImmutableArray<double?> values, Glyphs glyphs)
    {
        var range = Sparkline.Around([.. values.OfType<double>()]);
        return string.Concat(values.TakeLast(MostNights)
            .Select(value => value is { } known ? glyphs.Sparkline([known], 1, range) : glyphs.Gap));
    }

    /// <summary>Nights in which the node was measured, but a series has no value after its first.</summary>
    private static string Gaps(SubjectHistory history)
    {
        var absent = history.Absent.ToHashSet(StringComparer.Ordinal);
        string[] gaps =
        [
            .. history.Series.Select(one => (one.Key, Nights: history.Nights.Zip(one.Values)
                    .SkipWhile(night => night.Second is null).Where(night => night.Second is null && !absent.Contains(night.First))
                    .Select(night => night.First).ToImmutableArray()))
                .Where(one => !one.Nights.IsEmpty).Select(one => $"{one.Key} in {Listed(one.Nights)}").Distinct(),
        ];
        return string.Join("; ", gaps.Take(MostNamed)) + (gaps.Length > MostNamed ? "; ..." : "");
    }

    private static string Stay(Stay stay, bool isNode)
    {
        var nights = stay.From == stay.To
            ? $"in {stay.From}"
            : string.Create(CultureInfo.InvariantCulture, $"{stay.From} to {stay.To} ({Nights(stay.Nights)})");
        return isNode ? $"{stay.Slot}: {stay.Card}, {nights}" : $"Was in {stay.Node} at {stay.Slot}, {nights}";
    }

    private static string Legend(SubjectHistory history, Glyphs glyphs)
    {
        var isFleetUnknown = history.Series.Any(one => one.Newest is { OwnChange: null, Change: not null });
        return $"Nights: {glyphs.Gap} is a night without a value"
            + (history.Nights.Length > MostNights
                ? string.Create(CultureInfo.InvariantCulture, $", the last {MostNights} are drawn. ")
                : ". ")
            + "Change: speed of the newest value against the card's own median before, less the median change of other nodes that night"
            + (isFleetUnknown
                ? string.Create(
                    CultureInfo.InvariantCulture, $"; *: the fleet's change is unknown, as it needs {FleetHistory.LeastOthers} devices. ")
                : ". ")
            + "Rank: among the devices of the same slot; 1 is the fastest. No verdict: see 'fleet outliers'.";
    }

    private static string Range(ImmutableArray<string> nights) =>
        nights.Length == 1 ? nights[0] : $"{nights[0]} to {nights[^1]}";

    private static string Listed(ImmutableArray<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Length > MostNamed
            ? string.Create(CultureInfo.InvariantCulture, $" and {names.Length - MostNamed} more")
            : "");

    private static string Nights(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} night{(count == 1 ? "" : "s")}");

    private static string Signed(double share) => (share >= 0 ? "+" : "-") + NumberText.Share(Math.Abs(share));
}
