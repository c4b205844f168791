using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>Live telemetry, facts of the devices and the software, findings of the doctor.</summary>
internal sealed class MachinePage : IPage
{
    private const int WideFrom = 120;
    private const int NameWidth = 26;
    private const int ValueWidth = 17;
    private const int BarWidth = 12;
    private const int MostChannels = 8;

    public string Name => "Machine";

    public ImmutableArray<string> Keys(ScreenState state) => ["up/down scroll", "f freeze"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height)
    {
        var live = Telemetry(state, width);
        var room = height - live.Length - 1;
        var isWide = width >= WideFrom;
        var half = isWide ? (width - 3) / 2 : width;
        var facts = state.Sheets.IsEmpty ? [TextLine.Of(new Span("Reading the machine...", Role.Muted))] : Facts(state, half);
        var findings = state.Diagnosis is null
            ? [TextLine.Of(new Span("The doctor is looking...", Role.Muted))]
            : DiagnosisView.Lines(state.Diagnosis, showAll: false, half, state.Glyphs);
        var body = isWide
            ? Columns.Join(Window(facts, half), Window(findings, half), half)
            : Window([.. facts, TextLine.Empty, TextLine.Of(new Span("Doctor", IsHeading: true)), .. findings], width);
        return [.. live, TextLine.Empty, .. body];

        ImmutableArray<TextLine> Window(ImmutableArray<TextLine> lines, int columns) =>
            ScrollMarks.Window(lines, state.Scroll, room, columns, state.Glyphs);
    }

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key) =>
        Selection.Move(key, state.Scroll, Facts(state, state.Width).Length + (state.Diagnosis?.Findings.Length ?? 0) * 6) is { } scroll
            ? (state with { Scroll = scroll }, [])
            : null;

    private static ImmutableArray<TextLine> Telemetry(ScreenState state, int width)
    {
        if (state.Telemetry.IsEmpty) return [TextLine.Of(new Span("No live readings yet.", Role.Muted))];
        return
        [
            .. state.Telemetry.Take(MostChannels).Select(trace => Gauge.Of(trace.Key, trace.Value, Total(state, trace.Key)))
                .Select(gauge => TextLine.Of(
                    new Span(TextWidth.PadRight(
                        TextWidth.Truncate(state.Glyphs.Text(gauge.Name), NameWidth - 1, state.Glyphs.Ellipsis), NameWidth), Role.Muted),
                    new Span(TextWidth.PadLeft(state.Glyphs.Text(gauge.Text), ValueWidth), IsHeading: true),
                    "  ",
                    gauge.Share is { } share ? state.Glyphs.Bar(share, BarWidth) : new string(' ', BarWidth),
                    "  ",
                    state.Glyphs.Sparkline(
                        gauge.Values, Math.Max(10, width - NameWidth - ValueWidth - BarWidth - 6), gauge.Range))),
        ];
    }

    private static double? Total(ScreenState state, string channel) =>
        state.Totals.TryGetValue(channel, out var total) ? total : null;

    private static ImmutableArray<TextLine> Facts(ScreenState state, int width)
    {
        var lines = ImmutableArray.CreateBuilder<TextLine>();
        var labels = state.Sheets.SelectMany(sheet => sheet.Rows).Select(row => row.Label.Length).DefaultIfEmpty().Max() + 4;
        foreach (var sheet in state.Sheets)
        {
            if (lines.Count > 0) lines.Add(TextLine.Empty);
            lines.Add(TextLine.Of(new Span(state.Glyphs.Text(sheet.Title), IsHeading: true)));
            foreach (var row in sheet.Rows)
            {
                var label = ("  " + row.Label).PadRight(labels);
                foreach (var line in TextWidth.Wrap(state.Glyphs.Text(row.Text), Math.Max(20, width - labels)))
                {
                    lines.Add(TextLine.Of(new Span(label, Role.Muted), new Span(line, row.IsKnown ? Role.Plain : Role.Muted)));
                    label = new string(' ', labels);
                }
            }
        }

        return lines.ToImmutable();
    }
}
