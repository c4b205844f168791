using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Fleet.Launchers;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>The options of <c>fleet run</c> that are not those of <c>run</c>.</summary>
internal sealed class FleetRunOptions
{
    public FleetRunOptions()
    {
        Name.Validators.Add(result => FleetCommand.RejectName(result.Tokens is [var only] ? only.Value : "", result.AddError));
        Again.Validators.Add(result => FleetCommand.RejectName(result.Tokens is [var only] ? only.Value : "", result.AddError));
        On.AcceptOnlyFromAmong([.. LauncherNames.All]);
    }

    public Argument<string[]> Benchmarks { get; } = SharedOptions.Benchmarks();

    public Option<string[]> Must { get; } = RunCommand.Must();

    public Option<string?> Name { get; } = new("--name")
    {
        Description = "Name of the campaign, and label of its runs.",
        HelpName = "NAME",
    };

    public Option<string?> Again { get; } = new("--again")
    {
        Description = "Measure the suspects of this campaign once more, to confirm or clear them.",
        HelpName = "NAME",
    };

    public Option<string> Spool { get; } = FleetCommand.Spool();

    public Option<string> On { get; } = new("--on")
    {
        Description = "What starts the jobs (slurm).",
        HelpName = string.Join('|', LauncherNames.All),
        DefaultValueFactory = _ => LauncherNames.Slurm,
    };

    public Option<string?> NodeList { get; } = new("--nodelist") { Description = "Nodes: node[1-4,7],login.", HelpName = "LIST" };

    public Option<string?> Exclude { get; } = new("--exclude") { Description = "Nodes to leave out.", HelpName = "LIST" };

    public Option<string?> Partition { get; } = new("--partition")
    {
        Description = "Partition of the jobs; without --nodelist all its nodes.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _reservation = new("--reservation") { Description = "Reservation of the jobs.", HelpName = "NAME" };
    private readonly Option<string?> _account = new("--account") { Description = "Account of the jobs.", HelpName = "NAME" };
    private readonly Option<string?> _qos = new("--qos") { Description = "Quality of service of the jobs.", HelpName = "NAME" };
    private readonly Option<string[]> _sbatch = new("--sbatch-arg")
    {
        Description = "Further argument of sbatch, or of parallel with --on ssh, as it is; repeatable.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => [],
    };

    public Option<TimeSpan?> Time { get; } = Duration("--time", "Time limit of a job (5m).");

    public Option<TimeSpan?> Deadline { get; } = Duration("--deadline", "Time after which nodes without a result count as late (none).");

    public Option<TimeSpan?> Stagger { get; } = Duration("--stagger", "Spread the starts over this time: power rises slowly.");

    public Option<int?> MostQueued { get; } = Count("--max-queued", "Jobs that may be pending at once (200).", 100_000);

    public Option<int?> Attempts { get; } = Count("--attempts", "Jobs that a node may get (2).", 100);

    public Option<string?> Prepare { get; } = new("--prepare")
    {
        Description = "File of shell lines that each job runs first: module load, exports.",
        HelpName = "FILE",
    };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Print the job script and the first submission; do nothing." };

    public Option<bool> Wait { get; } = FleetStateCommands.Wait();

    public Option<OutputFormat?> Format { get; } =
        FormatOption.Create("Form of the list (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);

    public IEnumerable<Option> All =>
    [
        Name, Again, Spool, On, NodeList, Exclude, Partition, _reservation, _account, _qos, _sbatch, Time, Deadline, Stagger, MostQueued,
        Attempts, Prepare, DryRun, Wait, Format,
    ];

    /// <summary>What the scheduler gets as it is.</summary>
    public IEnumerable<string> Scheduler(ParseResult parse)
    {
        foreach (var option in (Option<string?>[])[Partition, _reservation, _account, _qos])
            if (parse.GetValue(option) is { } value) yield return $"{option.Name}={value}";
        foreach (var argument in parse.GetValue(_sbatch)!) yield return argument;
    }

    private static Option<TimeSpan?> Duration(string name, string description) =>
        new(name) { Description = description, HelpName = "TIME", CustomParser = DurationText.Parse };

    private static Option<int?> Count(string name, string description, int most) =>
        new(name) { Description = description, HelpName = "N", CustomParser = OptionParsers.Count(name, 1, most) };
}
