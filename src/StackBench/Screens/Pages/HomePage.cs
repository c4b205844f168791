using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>The answer first: what the shown run says about its machine, its ladder as bars, how the machine is doing now.</summary>
internal sealed class HomePage : IPage
{
    private const int LeastRungs = 6, LeastAnswer = 2, MostState = 4;

    public string Name => PageName.Home;

    public ImmutableArray<string> Help => ["Enter           on Home: the result of a layer"];

    public ImmutableArray<string> Keys(ScreenState state) =>
        state.Table is null ? ["r measure"] : ["up/down layer", "Enter open", "r measure", "b baseline", "z answer"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height)
    {
        var foot = Foot(state, width, height);
        if (state.Table is null) return [.. Nothing(state, width), .. foot];
        var answer = HomeAnswer.Lines(state, width);
        if (state.IsZoomed) return answer;
        var rungs = RungHeight(state, answer.Length, height - foot.Length);
        var shown = HeadlineList.Shown(state.Headlines, rungs);
        var lines = HeadlineList.Lines(shown, Selected(state, shown), width, state.Glyphs);
        ImmutableArray<TextLine> head = [.. Cut(answer, height - foot.Length - rungs - 1, state.Glyphs), TextLine.Empty];
        ImmutableArray<TextLine> ladder = shown.IsEmpty
            ? [TextLine.Of(new Span("This run measured nothing.", Role.Muted))]
            : [lines[0], .. ScrollMarks.Window(lines[1..], First(state, shown, rungs), rungs - 1, width, state.Glyphs)];
        var free = Math.Max(0, height - foot.Length - head.Length - ladder.Length);
        var detail = shown.IsEmpty ? [] : HeadlineDetail.Lines(shown[Selected(state, shown)], state, width, free);
        return [.. head, .. ladder, .. detail, .. Enumerable.Repeat(TextLine.Empty, free - detail.Length), .. foot];
    }

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key)
    {
        var shown = Shown(state);
        if (shown.IsEmpty || state.IsZoomed) return null;
        var selected = Selected(state, shown);
        if (Selection.Move(key, selected, shown.Length) is { } moved) return (Select(state, shown[moved]), []);
        if (key != "Enter") return null;
        var (open, effects) = KeyReducer.Open(state, PageName.Results);
        var row = open.Rows.ToList().FindIndex(row => row.Result.Key == shown[selected].Rung.Result.Key);
        return (open with { SelectedResult = Math.Max(0, row) }, effects);
    }

    public ScreenState Click(ScreenState state, int line, int height)
    {
        var shown = Shown(state);
        if (shown.IsEmpty || state.IsZoomed) return state;
        var foot = Foot(state, state.Width, height).Length;
        var answer = HomeAnswer.Lines(state, state.Width).Length;
        var rungs = RungHeight(state, answer, height - foot);
        var head = Math.Min(answer, height - foot - rungs - 1) + 1;
        var place = line - head + First(state, shown, rungs);
        var hit = line <= head || line - head >= rungs ? -1
            : Enumerable.Range(0, shown.Length).FirstOrDefault(index => HeadlineList.LineOf(shown, index) == place, -1);
        return hit < 0 ? state : Select(state, shown[hit]);
    }

    private ScreenState Select(ScreenState state, Headline headline) =>
        state with { Own = state.Own.SetItem(Name, headline.Rung.Result.Key) };

    private int Selected(ScreenState state, ImmutableArray<Headline> shown) => state.Own.GetValueOrDefault(Name) is ResultKey key
        ? Math.Max(0, shown.ToList().FindIndex(headline => headline.Rung.Result.Key == key))
        : 0;

    private int First(ScreenState state, ImmutableArray<Headline> shown, int rungs) =>
        Selection.First(HeadlineList.LineOf(shown, Selected(state, shown)) - 1, HeadlineList.Height(shown) - 1, rungs - 1);

    private static ImmutableArray<Headline> Shown(ScreenState state)
    {
        var height = Layout.BodyHeight(state);
        var room = height - Foot(state, state.Width, height).Length;
        return HeadlineList.Shown(state.Headlines, RungHeight(state, HomeAnswer.Lines(state, state.Width).Length, room));
    }

    /// <summary>Lines of the ladder: all of it where the answer has room beside it, else what the answer leaves, but some.</summary>
    private static int RungHeight(ScreenState state, int answer, int room)
    {
        var all = HeadlineList.Height(state.Headlines);
        return Math.Max(1, Math.Min(all, Math.Max(room - 1 - answer, Math.Min(LeastRungs + 1, room - 1 - Math.Min(answer, LeastAnswer)))));
    }

    private static ImmutableArray<TextLine> Cut(ImmutableArray<TextLine> answer, int room, Glyphs glyphs) => answer.Length <= room
        ? answer
        : [.. answer.Take(Math.Max(0, room - 1)), TextLine.Of(new Span($"{glyphs.Ellipsis} z shows all of it", Role.Muted))];

    private static IEnumerable<TextLine> Nothing(ScreenState state, int width) => TextWidth.Wrap(
        state.WithoutRun("Press r to measure this machine; the quick suite takes about two minutes."),
        width).Select(line => TextLine.Of(line));

    private static ImmutableArray<TextLine> Foot(ScreenState state, int width, int height) =>
    [
        TextLine.Empty,
        .. MachineState.Lines(state, width, Math.Max(MostState, height / 4)),
        .. state.Run is { } run ? [Frame.Fit(LastRun(state, run), width, state.Glyphs)] : Array.Empty<TextLine>(),
        .. Running(state, width),
    ];

    /// <summary>A run that is measured by another process, which this one's numbers would disturb.</summary>
    private static IEnumerable<TextLine> Running(ScreenState state, int width) => state.Live is not null || state.Runs is not { } runs ? []
        : runs.Where(run => run.Status == RunStatus.Running).Take(1).Select(run => Frame.Fit(TextLine.Of(
            new Span("running   ", Role.Muted), new Span(state.Glyphs.Text(run.Id), Role.Warn),
            new Span("  " + state.Glyphs.Text(string.Create(CultureInfo.InvariantCulture,
                $"{(run.Label is null ? "" : $"\"{run.Label}\" ")}by another process, {run.Outcomes} so far")), Role.Muted)),
            width, state.Glyphs));

    private static TextLine LastRun(ScreenState state, Run run)
    {
        var newest = state.Runs?.FirstOrDefault(other => other.Status != RunStatus.Running)?.Id ?? run.Id;
        var isNewest = newest == run.Id;
        var status = run.Status == RunStatus.Complete ? "" : $", {EnumText.Of(run.Status)}";
        return TextLine.Of(
            new Span(isNewest ? "last run  " : "shown run  ", Role.Muted),
            new Span(state.Glyphs.Text(run.Id), IsHeading: true),
            new Span("  " + state.Glyphs.Text(string.Create(CultureInfo.InvariantCulture,
                $"{(run.Label is null ? "" : $"\"{run.Label}\" ")}{OutcomeCounts.Of(run.Results)}{status}; "
                    + $"{(isNewest ? "" : $"the newest is {newest}; ")}{EnumText.Of(run.Settings.Suite)}, "
                    + $"{run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC")), Role.Muted));
    }
}
