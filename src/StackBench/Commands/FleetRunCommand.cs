using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using StackBench.Commands.Options;
using StackBench.Core.Text;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Launchers;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Reading;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet run</c>: plans a campaign, and submits its first jobs.</summary>
internal static class FleetRunCommand
{
    private const long LargestPrepare = 1 << 20;

    /// <summary>Options of <c>run</c> that say what is measured, and how; the others are the campaign's.</summary>
    private static readonly ImmutableArray<string> OfRun =
    [
        "--suite", "--only", "--device", "--engine", "--launches", "--budget", "--seed", "--libtorch", "--onnxruntime", "--provider",
        "--python", "--model",
    ];

    public static Command Create(Surroundings surroundings)
    {
        var options = new FleetRunOptions();
        var measuring = new Command("measuring");
        new MeasuringOptions(SuiteDefaults.Launches, RunCommand.Formats).AddTo(measuring);
        Option[] passed = [.. measuring.Options.Where(option => OfRun.Contains(option.Name)), options.Must];
        var command = new Command("run", "Measure many machines: one job for each node, which leaves its document in the spool.")
        {
            options.Benchmarks,
        };
        foreach (var option in options.All.Concat(passed)) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(options.Name) is { Implicit: false } == result.GetResult(options.Again) is { Implicit: false })
                result.AddError("no campaign name: give --name NAME, or --again NAME to measure the suspects of an earlier campaign");
        });
        command.SetAction(async (parse, cancellation) =>
        {
            var campaign = parse.GetValue(options.Again) is { } night
                ? Again(night, parse, options, surroundings)
                : Planned(parse, options, Arguments(parse, options.Benchmarks, passed), surroundings);
            var format = parse.GetValue(options.Format) ?? OutputFormat.Table;
            if (parse.GetValue(options.DryRun)) return (int)Show(campaign, parse.GetRequiredValue(options.Spool), surroundings);
            var folder = Written(campaign, parse.GetRequiredValue(options.Spool), Prepare(parse, options));
            if (campaign.Launcher == LauncherNames.Files)
                surroundings.Note($"start this on every node: {campaign.Program} fleet node {folder.Path} --node NAME");
            return (int)(parse.GetValue(options.Wait)
                ? await FleetStateCommands.WaitAsync(folder, format, surroundings, cancellation)
                : FleetStateCommands.Once(folder, format, surroundings));
        });
        return command;
    }

    /// <summary>What every node's <c>run</c> gets: as the user wrote it, with a seed.</summary>
    private static ImmutableArray<string> Arguments(ParseResult parse, Argument<string[]> benchmarks, IEnumerable<Option> passed)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        arguments.AddRange(parse.GetValue(benchmarks)!);
        foreach (var option in passed)
        {
            if (parse.GetResult(option) is not { Implicit: false } result) continue;
            foreach (var token in result.Tokens) arguments.AddRange(option.Name, token.Value);
        }

        if (!arguments.Contains("--seed"))
            arguments.AddRange("--seed", RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture));
        return arguments.ToImmutable();
    }

    private static Campaign Planned(
        ParseResult parse, FleetRunOptions options, ImmutableArray<string> arguments, Surroundings surroundings)
    {
        var program = Environment.ProcessPath ?? throw new UserErrorException("the program does not know where it lies");
        var now = surroundings.Time.GetUtcNow();
        var launcher = parse.GetRequiredValue(options.On);
        return new Campaign
        {
            Name = parse.GetValue(options.Name) ?? NightName.Again(parse.GetRequiredValue(options.Again)!),
            CreatedAt = now,
            Deadline = parse.GetValue(options.Deadline) is { } deadline ? now + deadline : null,
            Launcher = launcher,
            Nodes = Nodes(parse, options, launcher, surroundings),
            Arguments = arguments,
            Program = program,
            ProgramSha256 = FleetNodeCommand.Sha256(program),
            Attempts = parse.GetValue(options.Attempts) ?? Campaign.UsualAttempts,
            MostQueued = parse.GetValue(options.MostQueued) ?? Campaign.UsualQueued,
            TimeLimitSeconds = parse.GetValue(options.Time)?.TotalSeconds ?? Campaign.UsualTimeLimitSeconds,
            StaggerSeconds = parse.GetValue(options.Stagger)?.TotalSeconds ?? 0,
            SchedulerArguments = [.. options.Scheduler(parse)],
        };
    }

    /// <summary>The campaign that measures the suspects of another once more, in the same way.</summary>
    private static Campaign Again(string night, ParseResult parse, FleetRunOptions options, Surroundings surroundings)
    {
        var spool = parse.GetRequiredValue(options.Spool);
        var first = FleetCommand.Open(Path.Combine(spool, night)).Campaign;
        var builder = new FleetRecordBuilder();
        foreach (var (run, entry) in SpoolFolder.Read(
            SpoolFolder.Entries(spool), surroundings.Time.GetUtcNow(), refusal => surroundings.Note($"refused: {refusal.Message}")))
            builder.Add(run, entry.Attempt, entry.Campaign?.CreatedAt);
        FleetOutliersCommand.Name(surroundings, builder.Left, "left out");
        var findings = builder.Build(night) is { } record ? FleetOutliers.Of(record).Findings : [];
        ImmutableArray<string> suspects =
        [
            .. findings.Where(finding => finding.State == OutlierState.Suspected).SelectMany(finding => finding.Nodes)
                .Distinct(StringComparer.Ordinal).Where(first.Nodes.Contains),
        ];
        if (suspects.IsEmpty) throw new UserErrorException($"{night} has no suspects to measure again", exitCode: ExitCode.NothingToRun);
        var now = surroundings.Time.GetUtcNow();
        return first with
        {
            Name = NightName.Again(night),
            CreatedAt = now,
            Deadline = parse.GetValue(options.Deadline) is { } deadline ? now + deadline : null,
            Nodes = suspects,
        };
    }

    /// <summary>The file as it is given; else that of the campaign that is confirmed.</summary>
    private static string? Prepare(ParseResult parse, FleetRunOptions options) => parse.GetValue(options.Prepare)
        ?? (parse.GetValue(options.Again) is { } night
            ? FleetCommand.Open(Path.Combine(parse.GetRequiredValue(options.Spool), night)).Prepare
            : null);

    private static ImmutableArray<string> Nodes(
        ParseResult parse, FleetRunOptions options, string launcher, Surroundings surroundings)
    {
        var excluded = parse.GetValue(options.Exclude) is { } text ? HostList.Expand(text) ?? throw NoList("--exclude", text) : [];
        ImmutableArray<string> nodes = parse.GetValue(options.NodeList) is { } list
            ? HostList.Expand(list) ?? throw NoList("--nodelist", list)
            : launcher == LauncherNames.Slurm
                ? OfSlurm(parse.GetValue(options.Partition) is { } partition ? ["-p", partition] : [], surroundings)
                : throw new UserErrorException($"--on {launcher} needs the names of the nodes", "--nodelist node[1-4]", ExitCode.Usage);
        nodes = [.. nodes.Where(node => !excluded.Contains(node))];
        return nodes.IsEmpty ? throw new UserErrorException("no node is left to measure", exitCode: ExitCode.NothingToRun) : nodes;
    }

    private static ImmutableArray<string> OfSlurm(string[] filter, Surroundings surroundings)
    {
        try
        {
            return [.. SlurmLauncher.Targets(surroundings.Scheduler, filter).Keys.Order(StringComparer.Ordinal)];
        }
        catch (LauncherException exception)
        {
            throw new UserErrorException(exception.Message, "Without Slurm: --on ssh or --on files, with --nodelist", ExitCode.Usage);
        }
    }

    private static UserErrorException NoList(string option, string text) => new(
        $"invalid value '{OptionParsers.Shown(text)}' for {option}: expected names like node[1-4,7],login", exitCode: ExitCode.Usage);

    private static CampaignFolder Written(Campaign campaign, string spool, string? prepare)
    {
        try
        {
            var lines = prepare is null ? null : System.Text.Encoding.UTF8.GetString(BoundedFile.Read(prepare, LargestPrepare));
            return CampaignFolder.Create(spool, campaign, lines);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                exception.Message, $"Another name: --name; or go on with it: stackbench fleet continue {campaign.Name}", ExitCode.Usage);
        }
    }

    private static ExitCode Show(Campaign campaign, string spool, Surroundings surroundings)
    {
        surroundings.WriteLine(
            $"# {campaign.Name}: {campaign.Nodes.Length} nodes, on each: stackbench run {string.Join(' ', campaign.Arguments)}");
        surroundings.WriteLine(JobScript.Text);
        var first = new AttemptName(campaign.Nodes[0], 1);
        var folder = CampaignFolder.Planned(spool, campaign);
        var scheduler = surroundings.Scheduler;
        surroundings.WriteLine(Line(campaign.Launcher switch
        {
            LauncherNames.Slurm => ["sbatch", .. new SlurmLauncher(folder, scheduler, surroundings.Time).Arguments(first)],
            LauncherNames.Ssh =>
                new SshLauncher(folder, scheduler, surroundings.Time).Arguments(campaign.Nodes, 1, campaign.CreatedAt),
            _ => [campaign.Program, "fleet", "node", folder.Path, "--node", first.Node],
        }));
        return ExitCode.Ok;
    }

    private static string Line(ImmutableArray<string> words) => string.Join(' ', words.Select(ShellWord.Of));
}
