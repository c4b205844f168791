using System.CommandLine;
using System.Globalization;
using StackBench.Commands.Options;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Fleet.Limits;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>
/// <c>check</c>: whether this node is fit for the next job, for a scheduler's prolog, epilog or health check. Whatever goes wrong, it says
/// "undecided" and ends with 0: a check must not drain a fleet by its own mistakes.
/// </summary>
internal static class CheckCommand
{
    private const string UsualState = "/var/lib/stackbench/check.json";

    private const string NotFresh = "no recent verdict for these limits: run 'stackbench check' without --cached on the idle node";

    private static readonly TimeSpan UsualBudget = TimeSpan.FromSeconds(45);

    /// <summary>For what comes before and after the measurement; a small budget is halved.</summary>
    private static readonly TimeSpan Overhead = TimeSpan.FromSeconds(8);

    public static Command Create(Surroundings surroundings)
    {
        var limits = new Option<string>("--limits")
        {
            Description = "File of limits that 'fleet limits' wrote.",
            HelpName = "FILE",
            Required = true,
        };
        var budget = new Option<TimeSpan?>("--budget")
        {
            Description = "Time limit; a check that runs out of time is undecided (45s).",
            HelpName = "TIME",
            CustomParser = DurationText.Parse,
        };
        var cached = new Option<TimeSpan?>("--cached")
        {
            Description = "Measure nothing: repeat the last verdict if it is not older than this.",
            HelpName = "TIME",
            CustomParser = DurationText.Parse,
        };
        var strict = new Option<bool>("--strict") { Description = "Exit with code 5 where nothing could be decided." };
        var state = new Option<string>("--state")
        {
            Description = $"File that keeps the last verdict ({UsualState}).",
            HelpName = "FILE",
            DefaultValueFactory = _ => UsualState,
        };
        var verdicts = new Option<string?>("--verdicts")
        {
            Description = "Shared folder of all verdicts; if too many nodes are unfit, the verdict is undecided.",
            HelpName = "DIR",
        };
        var node = SharedOptions.Node("Name of this node.");
        var command = new Command("check", "Say whether this node is fit for the next job: for a prolog, an epilog, a health check.")
        {
            limits, budget, cached, strict, state, verdicts, node,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var name = parse.GetValue(node) ?? FleetNodeCommand.Named(surroundings);
            var (verdict, limitsRead, isNew) = await VerdictAsync(
                name, parse.GetRequiredValue(limits), parse.GetValue(budget) ?? UsualBudget, parse.GetValue(cached),
                parse.GetRequiredValue(state), surroundings, cancellation);
            if (isNew) Keep(verdict, parse.GetRequiredValue(state), surroundings);
            if (parse.GetValue(verdicts) is { } folder && limitsRead is not null)
                verdict = Braked(verdict, folder, limitsRead, isNew, surroundings);
            surroundings.WriteLine(Line(verdict));
            return (int)(verdict.Fitness switch
            {
                Fitness.Unfit => ExitCode.Regression,
                Fitness.Undecided when parse.GetValue(strict) => ExitCode.NothingToRun,
                _ => ExitCode.Ok,
            });
        });
        return command;
    }

    /// <returns>The verdict, the limits where they could be read, and whether it was measured now.</returns>
    private static async Task<(NodeVerdict Verdict, NodeLimits? Limits, bool IsNew)> VerdictAsync(
        string node, string file, TimeSpan budget, TimeSpan? cached, string state, Surroundings surroundings,
        CancellationToken cancellation)
    {
        var now = surroundings.Time.GetUtcNow();
        NodeVerdict Undecided(string sha, string reason) =>
            new(NodeVerdict.CurrentSchemaVersion, node, Fitness.Undecided, now, sha, 0, [reason]);
        var sha = "";
        NodeLimits? limits = null;
        try
        {
            (limits, sha) = LimitsFile.Read(file);
            if (cached is { } age)
            {
                return LimitsFile.ReadVerdict(state) is { } last && last.LimitsSha256 == sha && last.Node == node
                    && now - last.At <= age && last.At <= now + age
                        ? (last, limits, false)
                        : (Undecided(sha, NotFresh), limits, false);
            }

            return (await MeasuredAsync(node, limits, sha, budget, surroundings, cancellation), limits, true);
        }
        catch (Exception exception)
        {
            // Whatever it is: a scheduler takes any other exit code for a broken node.
            return (Undecided(sha, exception.Message), limits, false);
        }
    }

    private static async Task<NodeVerdict> MeasuredAsync(
        string node, NodeLimits limits, string sha, TimeSpan budget, Surroundings surroundings, CancellationToken cancellation)
    {
        var place = Directory.CreateTempSubdirectory("stackbench-check-");
        try
        {
            var document = Path.Combine(place.FullName, "run.json");
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var measuring = RunAsync(limits, document, budget, surroundings, ending.Token);
            // What does not listen is left behind and ends with this process.
            var end = Task.Delay(budget - (Margin(budget) / 2), surroundings.Time, cancellation);
            var isOver = await Task.WhenAny(measuring, end) != measuring;
            if (isOver) await ending.CancelAsync();
            else await measuring;
            var run = File.Exists(document)
                ? RunDocument.Read(BoundedFile.Read(document, cancellation: CancellationToken.None), document)
                : null;
            var (fitness, count, reasons) = run is null ? (Fitness.Undecided, 0, ["nothing was measured"]) : LimitCheck.Of(run, limits);
            // What was cut says neither.
            if (isOver) (fitness, reasons) = (Fitness.Undecided, ["the budget was used up"]);
            return new NodeVerdict(
                NodeVerdict.CurrentSchemaVersion, node, fitness, surroundings.Time.GetUtcNow(), sha, count, reasons);
        }
        finally
        {
            TryDelete(place);
        }
    }

    private static TimeSpan Margin(TimeSpan budget) => budget / 2 < Overhead ? budget / 2 : Overhead;

    private static async Task<int> RunAsync(
        NodeLimits limits, string document, TimeSpan budget, Surroundings surroundings, CancellationToken cancellation)
    {
        // Some names contain commas, which part patterns.
        string[] must =
            [.. limits.Limits.Select(limit => $"{limit.Benchmark} {limit.Workload}".Replace(',', '?')).Distinct(StringComparer.Ordinal)];
        string[] engines = [.. limits.Limits.Select(limit => limit.Engine).OfType<string>().Distinct(StringComparer.Ordinal)];
        string[] arguments =
        [
            .. limits.Limits.Select(limit => limit.Benchmark).Distinct(StringComparer.Ordinal), "--must", string.Join(',', must),
            .. engines.SelectMany(engine => (string[])["--engine", engine]), "--launches", "3", "--seed", "1", "--document", document,
            "--budget", string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (int)(budget - Margin(budget)).TotalSeconds)}s"),
        ];
        // Only the verdict is printed: progress goes to stderr, the table nowhere.
        using var nowhere = new StringWriter();
        var silent = surroundings with { Out = Consoles.Create(nowhere, isRedirected: true) };
        return await NestedRun.InvokeAsync(arguments, silent, cancellation);
    }

    private static void Keep(NodeVerdict verdict, string state, Surroundings surroundings)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(state)) is { } folder) Directory.CreateDirectory(folder);
            LimitsFile.Write(state, verdict);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            surroundings.Note($"the verdict is not kept: {exception.Message}");
        }
    }

    /// <summary>The brake: where too many nodes are unfit by the same limits, the limits are wrong.</summary>
    private static NodeVerdict Braked(NodeVerdict verdict, string folder, NodeLimits limits, bool isNew, Surroundings surroundings)
    {
        if (isNew && NodeName.IsValid(verdict.Node)) Keep(verdict, Path.Combine(folder, verdict.Node + ".json"), surroundings);
        if (verdict.Fitness != Fitness.Unfit) return verdict;
        var unfit = LimitCheck.Unfit(verdict, LimitsFile.ReadVerdicts(folder));
        return LimitCheck.IsBraked(unfit, limits)
            ? verdict with
            {
                Fitness = Fitness.Undecided,
                Reasons =
                [
                    string.Create(CultureInfo.InvariantCulture, $"{unfit} nodes are unfit by these limits: the limits are wrong"),
                    .. verdict.Reasons,
                ],
            }
            : verdict;
    }

    private static string Line(NodeVerdict verdict)
    {
        var more = verdict.Reasons.Length > 1
            ? string.Create(CultureInfo.InvariantCulture, $", and {verdict.Reasons.Length - 1} more")
            : "";
        var why = verdict.Reasons is [var first, ..] ? $": {SafeText.OneLine(first)}{more}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict.Node} {EnumText.Of(verdict.Fitness)}, {verdict.Checked} values, "
                + $"{verdict.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{why}");
    }

    private static void TryDelete(DirectoryInfo place)
    {
        try
        {
            place.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A measurement that does not listen may still write into it.
            return;
        }
    }
}
