using System.CommandLine;
using System.Text;
using StackBench.Screens;
using StackBench.Screens.Host;
using StackBench.Screens.Pages;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>tui</c>: the full screen; what <c>stackbench</c> alone opens on a terminal.</summary>
internal static class TuiCommand
{
    public const string Name = "tui";

    public static Command Create(Surroundings surroundings)
    {
        var ascii = new Option<bool>("--ascii") { Description = "Draw with ASCII characters only." };
        var command = new Command(
            Name, "Open the full screen: measure, results, comparison, history. 'stackbench' alone does so on a terminal.") { ascii };
        command.SetAction(async (parse, _) =>
        {
            if (!IsPossible(surroundings))
                throw new UserErrorException(
                    "the full screen needs a terminal", "Without one, use the other verbs: stackbench --help", ExitCode.Usage);
            return await RunAsync(surroundings, parse.GetValue(ascii));
        });
        return command;
    }

    /// <summary>Whether input and output are a terminal that can be drawn on.</summary>
    public static bool IsPossible(Surroundings surroundings) =>
        surroundings.Out.Profile.Out.IsTerminal && !Console.IsInputRedirected
        && surroundings.Variable("TERM") is { Length: > 0 } and not "dumb" && string.IsNullOrEmpty(surroundings.Variable("CI"));

    public static async Task<int> RunAsync(Surroundings surroundings, bool isAscii)
    {
        var abilities = TerminalAbilities.Of(surroundings.Variable);
        var isPlain = isAscii || abilities.IsAscii || Console.OutputEncoding.CodePage != Encoding.UTF8.CodePage;
        var settled = SettledRun.Read(surroundings);
        var initial = new ScreenState
        {
            Form = RunForm.Of(settled),
            Pages = AllPages.All,
            Width = Layout.LeastWidth,
            Height = Layout.LeastHeight,
            Glyphs = isPlain ? Glyphs.Ascii : Glyphs.Unicode,
            Palette = string.IsNullOrEmpty(surroundings.Variable("NO_COLOR")) ? Palette.Safe : Palette.Mono,
        };
        var host = new ScreenHost(
            initial, abilities.HasTrueColour, surroundings.Time,
            (post, postOfRun) => new StoreWorld(surroundings, settled, post, postOfRun));
        await host.RunAsync(
        [
            new ListRuns(HistoryLimits.First), new LoadRun(RunStore.Latest), new ReadTrends(), new ReadMachine(), new WatchStore(),
        ]);
        return (int)ExitCode.Ok;
    }
}
