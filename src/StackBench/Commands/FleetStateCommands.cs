using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using StackBench.Commands.Options;
using StackBench.Core.Text;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Launchers;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet continue</c>, <c>status</c> and <c>cancel</c>: a campaign that was started.</summary>
internal static class FleetStateCommands
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How long ended jobs may take to save what they have.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(60);

    public static Command Continue(Surroundings surroundings)
    {
        var wait = Wait();
        return Make("continue", "Submit jobs that are due. Safe to repeat, e.g. from cron.", surroundings, [wait],
            async (folder, parse, format, cancellation) =>
            {
                RequireOwn(folder);
                return parse.GetValue(wait)
                    ? await WaitAsync(folder, format, surroundings, cancellation)
                    : Once(folder, format, surroundings);
            });
    }

    public static Command Status(Surroundings surroundings) => Make(
        "status", "Show the state of every node of a campaign; submit nothing.", surroundings, [], (folder, _, format, _) =>
        {
            var (reports, evidence) = Asked(() => FleetCommand.Round(folder, surroundings).Look());
            FleetStatusDocument.Write(surroundings, folder.Campaign, reports, format);
            return Task.FromResult(Code(reports, evidence.IsCancelled));
        });

    public static Command Cancel(Surroundings surroundings) => Make(
        "cancel", "End a campaign and its jobs; what they have measured is kept.", surroundings, [],
        async (folder, _, format, cancellation) =>
        {
            RequireOwn(folder);
            folder.Cancel();
            var (reports, left, complaint) = await AskedAsync(
                () => FleetCommand.Round(folder, surroundings).EndAsync(Pause, CancelPatience, cancellation));
            FleetStatusDocument.Write(surroundings, folder.Campaign, reports, format);
            if (complaint is not null) surroundings.Note($"the scheduler did not end every job: {SafeText.OneLine(complaint)}");
            if (left == 0) return ExitCode.Interrupted;
            surroundings.Note(string.Create(
                CultureInfo.InvariantCulture, $"{left} {(left == 1 ? "job has" : "jobs have")} not ended yet: repeat 'fleet cancel'"));
            return ExitCode.Partial;
        });

    public static Option<bool> Wait() => new("--wait") { Description = "Wait until every node has finished or can no longer run." };

    /// <summary>One round.</summary>
    public static ExitCode Once(CampaignFolder folder, OutputFormat format, Surroundings surroundings)
    {
        var (reports, submitted) = Asked(FleetCommand.Round(folder, surroundings).Go);
        surroundings.Note(submitted is { } count
            ? string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "job" : "jobs")} submitted")
            : "another process is submitting for this campaign: nothing submitted");
        FleetStatusDocument.Write(surroundings, folder.Campaign, reports, format);
        return Code(reports, folder.Files().IsCancelled);
    }

    /// <summary>Rounds until nothing is to be expected any more.</summary>
    public static async Task<ExitCode> WaitAsync(
        CampaignFolder folder, OutputFormat format, Surroundings surroundings, CancellationToken cancellation)
    {
        var round = FleetCommand.Round(folder, surroundings);
        var said = "";
        while (true)
        {
            var (reports, _) = Asked(round.Go);
            if (FleetStatusView.Counts(reports) is var counts && counts != said) surroundings.Note(said = counts);
            if (NextSteps.IsSettled(reports))
            {
                FleetStatusDocument.Write(surroundings, folder.Campaign, reports, format);
                return Code(reports, folder.Files().IsCancelled);
            }

            try
            {
                await Task.Delay(Pause, surroundings.Time, cancellation);
            }
            catch (OperationCanceledException)
            {
                surroundings.Note(
                    $"the jobs go on; 'stackbench fleet continue {folder.Campaign.Name}' takes over, 'fleet cancel' ends them");
                return ExitCode.Interrupted;
            }
        }
    }

    private static Command Make(
        string verb, string description, Surroundings surroundings, Option[] options,
        Func<CampaignFolder, ParseResult, OutputFormat, CancellationToken, Task<ExitCode>> act)
    {
        var (name, spool) = (FleetCommand.Name(), FleetCommand.Spool());
        var format = FormatOption.Create("Form of the list (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command(verb, description) { name, spool, format };
        foreach (var option in options) command.Add(option);
        command.SetAction(async (parse, cancellation) =>
        {
            var folder = FleetCommand.Open(Path.Combine(parse.GetRequiredValue(spool), parse.GetRequiredValue(name)));
            return (int)await act(folder, parse, parse.GetValue(format) ?? OutputFormat.Table, cancellation);
        });
        return command;
    }

    private static void RequireOwn(CampaignFolder folder)
    {
        if (!folder.IsOwn)
            throw new UserErrorException(
                string.Create(CultureInfo.InvariantCulture, $"user {folder.Campaign.Owner} started {folder.Campaign.Name}, not you"),
                "Only the user who started a campaign can continue or cancel it; anyone can run 'fleet status'", ExitCode.Usage);
    }

    private static ExitCode Code(ImmutableArray<NodeReport> reports, bool isCancelled) =>
        isCancelled ? ExitCode.Interrupted
        : reports.All(report => report.State == NodeState.Complete) ? ExitCode.Ok
        : reports.Any(report => report.State is NodeState.Complete or NodeState.Partial) ? ExitCode.Partial
        : ExitCode.NothingToRun;

    private static T Asked<T>(Func<T> ask) => AskedAsync(() => Task.FromResult(ask())).GetAwaiter().GetResult();

    private static async Task<T> AskedAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (LauncherException exception)
        {
            throw new UserErrorException(
                exception.Message, "Run the command again when the scheduler responds; no job is lost or submitted twice");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"the campaign's folder cannot be used: {exception.Message}");
        }
    }
}
