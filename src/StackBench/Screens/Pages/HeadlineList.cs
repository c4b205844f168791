using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Units;
using StackBench.Core.Verdicts;
using StackBench.Report;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>The ladder as bars: what each headline gives and reaches, how it changed, and its history.</summary>
internal static class HeadlineList
{
    private const int WideFrom = 110, WidestFrom = 150;

    /// <summary>The headlines that have room: all, or the fastest of each layer and what it loses.</summary>
    public static ImmutableArray<Headline> Shown(ImmutableArray<Headline> all, int height) =>
        Height(all) <= height ? all : [.. all.Where(headline => headline.Rung is { IsFastest: true } or { IsLoss: true })];

    /// <summary>Lines that headlines take with the names of their columns, and of their devices where there are several.</summary>
    public static int Height(ImmutableArray<Headline> headlines) =>
        1 + headlines.Length + (Devices(headlines) is > 1 and var more ? more : 0);

    /// <summary>The names of the columns, then a line for each headline, with the device above the first of each.</summary>
    public static ImmutableArray<TextLine> Lines(ImmutableArray<Headline> headlines, int selected, int width, Glyphs glyphs)
    {
        var rows = ImmutableArray.CreateBuilder<GridRow>();
        var values = Decimals.Align([.. headlines.Select(headline => Value(headline, glyphs))]);
        var hasDevices = Devices(headlines) > 1;
        foreach (var (index, headline) in headlines.Index())
        {
            var device = headline.Rung.Result.Device;
            if (hasDevices && (index == 0 || headlines[index - 1].Rung.Result.Device != device))
                rows.Add(new HeadingRow([new Span("  " + glyphs.Text(device), IsHeading: true)]));
            rows.Add(Row(headline, index == selected, IsAmbiguous(headline, headlines), values[index], width, glyphs));
        }

        return new Grid(Columns(width), rows.ToImmutable(), glyphs).Layout(width);
    }

    /// <summary>Line of a headline among <see cref="Lines"/>.</summary>
    public static int LineOf(ImmutableArray<Headline> headlines, int index) =>
        index < 0 ? 0 : 1 + index + (Devices(headlines) > 1 ? Devices(headlines[..(index + 1)]) : 0);

    private static ImmutableArray<GridColumn> Columns(int width) =>
    [
        new(""), new("layer", MinWidth: 14), new("value", IsNumeric: true), new("", DropOrder: width < WideFrom ? 3 : 0),
        new("reaches", MinWidth: width < WideFrom ? null : 12),
        new("change", DropOrder: 1), new("of published", IsNumeric: true, DropOrder: 4), new("of its kind", IsNumeric: true, DropOrder: 5),
        new("of own best", IsNumeric: true, DropOrder: 6), new("history", DropOrder: 2),
    ];

    private static CellsRow Row(Headline headline, bool isSelected, bool isAmbiguous, string value, int width, Glyphs glyphs)
    {
        var (rung, isWide) = (headline.Rung, width >= WideFrom);
        var title = isAmbiguous ? $"{rung.Title}, {rung.Result.Engine}" : rung.Title;
        var (bar, cells) = (width >= WidestFrom ? 28 : isWide ? 12 : 8, width >= WidestFrom ? 24 : isWide ? 14 : 7);
        ImmutableArray<double> history = [.. headline.History.TakeLast(cells)];
        string Percent(double? share) => isWide && share is { } known ? NumberText.Share(known) : "";
        return new CellsRow(
        [
            Selection.Marker(glyphs, isSelected),
            new Span(glyphs.Text(title), rung.IsLoss ? Role.Worse : Role.Plain, isSelected),
            new Span(value, IsHeading: true),
            headline.Share is { } shown ? new Span(glyphs.Bar(shown.Value, bar), rung.IsLoss ? Role.Worse : Role.Plain) : "",
            headline.Share is { } share
                ? new Span(
                    glyphs.Text($"{NumberText.Share(share.Value),5} {Of(rung, share.Of, isWide)}"), rung.IsLoss ? Role.Worse : Role.Muted)
                : "",
            Change(headline, isWide, glyphs),
            Percent(rung.OfPublished),
            rung.Kind is { Share: { } kind, Sources: > 0 and var sources } && isWide
                ? FormattableString.Invariant($"{NumberText.Share(kind)} ({sources})")
                : "",
            Percent(headline.OfBest),
            history.Length > 1 ? glyphs.Sparkline(history, cells, Sparkline.Around(history)) : "",
        ]);
    }

    private static string Of(LadderRung rung, string of, bool isWide) =>
        $"of {(isWide ? of : rung.Share is not null ? "below" : of switch { "published" => "publ.", "its kind" => "kind", _ => "best" })}";

    private static Span Change(Headline headline, bool isWide, Glyphs glyphs)
    {
        if (headline.Change is not { } change || ComparisonText.Change(change) is not { Length: > 0 } text) return "";
        var percent = isWide ? text : text[..(text.IndexOf('%', StringComparison.Ordinal) + 1)];
        return new Span($"{glyphs.Verdict(change.Verdict)} {glyphs.Text(percent)}", Vocabulary.SignOf(change.Verdict).Role);
    }

    private static (string Number, string Unit) Value(Headline headline, Glyphs glyphs)
    {
        var value = headline.Rung.Result.Headline!;
        var (number, unit) = NumberText.Parts(value.Value, value.Unit, value.Value);
        return (number, glyphs.Text(unit));
    }

    private static bool IsAmbiguous(Headline headline, ImmutableArray<Headline> all) => all.Count(other =>
        other.Rung.Title == headline.Rung.Title && other.Rung.Result.Device == headline.Rung.Result.Device) > 1;

    private static int Devices(ImmutableArray<Headline> headlines) =>
        headlines.Select(headline => headline.Rung.Result.Device).Distinct(StringComparer.Ordinal).Count();
}
