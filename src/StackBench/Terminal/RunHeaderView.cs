using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;

namespace StackBench.Terminal;

/// <summary>Which run this is and what it ran on, in three lines; in full with every fact of the machine.</summary>
internal static class RunHeaderView
{
    public static void Write(IAnsiConsole console, Run run, bool isVerbose) =>
        console.Write(Lines(run, isVerbose, console.Profile.Width, Glyphs.Of(console)));

    /// <summary>Ends with an empty line.</summary>
    public static ImmutableArray<TextLine> Lines(Run run, bool isVerbose, int width, Glyphs glyphs)
    {
        ImmutableArray<TextLine> title =
        [
            .. TextWidth.Wrap(glyphs.Text(run.Label is null ? $"Run {run.Id}" : $"Run {run.Id} \"{run.Label}\""), width)
                .Select(line => TextLine.Of(new Span(line, IsHeading: true))),
            .. Wrapped(Summary(run), width, glyphs),
            .. Wrapped(MachineSummary.Of(run.Fingerprint), width, glyphs),
            TextLine.Empty,
        ];
        return isVerbose ? [.. title, .. Facts(run, width, glyphs), TextLine.Empty] : title;
    }

    private static string Summary(Run run)
    {
        var started = run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var ended = run.FinishedAt is { } finished
            ? $"{EnumText.Of(run.Status)} after {NumberText.Duration((finished - run.StartedAt).TotalSeconds)}"
            : EnumText.Of(run.Status);
        // Suite and launches are of this program's plans; what measured an import stands in its version.
        if (run.IsImported) return $"{started} UTC, {ended}, {run.Tool.ShortVersion}";
        return $"{started} UTC, {ended}, {EnumText.Of(run.Settings.Suite)} suite, launches: {run.Settings.Launches}, "
            + $"stackbench {run.Tool.ShortVersion}";
    }

    private static ImmutableArray<TextLine> Facts(Run run, int width, Glyphs glyphs) =>
        new Grid(
            [new("", MinWidth: 20), new("", MinWidth: 20)],
            [.. run.Fingerprint.Facts.Select(fact => new CellsRow([new Span(glyphs.Text(fact.Name), Role.Muted), Value(fact, glyphs)]))],
            glyphs).Layout(width);

    private static Span Value(FingerprintFact fact, Glyphs glyphs) =>
        fact.Value is { } value ? glyphs.Text(value) : new Span(glyphs.Text($"unknown: {fact.UnknownReason ?? "not read"}"), Role.Muted);

    private static IEnumerable<TextLine> Wrapped(string text, int width, Glyphs glyphs) =>
        TextWidth.Wrap(glyphs.Text(text), width).Select(line => TextLine.Of(new Span(line, Role.Muted)));
}
