using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Reading;
using StackBench.Measuring;
using StackBench.Postgres;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet outliers</c>: which devices, nodes or places are slower than they were, or than their siblings.</summary>
internal static class FleetOutliersCommand
{
    private const int MostNamed = 10;

    private static readonly string[] FailWords = ["confirmed", "suspected"];

    public static Command Create(Surroundings surroundings)
    {
        var (folders, night) = (Folders(), Night());
        var (nights, gap) = (Nights(), Gap());
        var thresholds = ThresholdOption.Create();
        var failOn = new Option<string?>("--fail-on")
        {
            Description = "Exit with code 3 where something is confirmed, or suspected too.",
            HelpName = string.Join('|', FailWords),
        };
        failOn.AcceptOnlyFromAmong(FailWords);
        var format = FormatOption.Create("Form of the result (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("outliers", "Find the devices, nodes and racks that are slower than they were, or than their siblings.")
        {
            folders, night, nights, gap, thresholds, failOn, format,
        };
        command.SetAction(parse =>
        {
            var builder = new FleetRecordBuilder();
            var most = parse.GetValue(nights) ?? FleetRecordBuilder.UsualNights;
            var refused = Add(builder, parse.GetValue(folders), surroundings, parse.GetValue(night), most);
            var record = builder.Build(parse.GetValue(night), most)
                ?? throw Unknown(parse.GetValue(night), builder);
            var judgement = FleetOutliers.Of(record, new OutlierOptions
            {
                SlowGap = parse.GetValue(gap),
                Thresholds = Thresholds.Default with { Wanted = ThresholdOption.Read(parse, thresholds) },
            });
            Write(surroundings, judgement, parse.GetValue(format) ?? OutputFormat.Table);
            return (int)Code(judgement, parse.GetValue(failOn), refused);
        });
        return command;
    }

    public static Argument<string[]> Folders() => new("folders")
    {
        Description = $"Spools, folders of run documents, or a database ({FleetDatabaseAccess.Form}). Default: the stored runs.",
        Arity = ArgumentArity.ZeroOrMore,
        HelpName = "FOLDER",
    };

    public static Option<string?> Night() => new("--night")
    {
        Description = "Night to judge: a campaign's name, a label, or a date (the newest).",
        HelpName = "NAME",
    };

    public static Option<int?> Nights() => new("--nights")
    {
        Description = $"Earlier nights that are the history, at most ({FleetRecordBuilder.UsualNights}); a verdict needs 5.",
        HelpName = "N",
        CustomParser = OptionParsers.Count("--nights", 1, 1000),
    };

    public static Option<double> Gap() => new("--gap")
    {
        Description = "Smallest loss against siblings that matters (10%); equal devices differ by several percent.",
        HelpName = "N%",
        DefaultValueFactory = _ => OutlierOptions.UsualSlowGap,
        CustomParser = OptionParsers.Share("--gap"),
    };

    /// <summary>
    /// Adds the runs of folders and databases, or of the store where none is named; what is refused or left out is named.
    /// </summary>
    /// <param name="night">All that is read of a database, with the nights before it; null for the newest.</param>
    /// <returns>Whether a document was refused.</returns>
    public static bool Add(
        FleetRecordBuilder builder, string[]? folders, Surroundings surroundings, string? night = null,
        int nights = FleetRecordBuilder.UsualNights)
    {
        foreach (var address in (folders ?? []).Where(DatabaseAddress.Is))
            FleetDatabaseAccess.Add(builder, address, night, nights, surroundings);
        var isRefused = folders is [_, ..] named
            ? AddFolders(builder, [.. named.Where(folder => !DatabaseAddress.Is(folder))], surroundings)
            : AddStore(builder, surroundings);
        Name(surroundings, builder.Left, "left out");
        return isRefused;
    }

    private static ExitCode Code(FleetJudgement judgement, string? failOn, bool isRefused)
    {
        var isFound = judgement.Findings.Any(finding => finding.State == OutlierState.Confirmed
            || (failOn == FailWords[1] && finding.State == OutlierState.Suspected));
        if (failOn is not null && isFound) return ExitCode.Regression;
        if (isRefused) return ExitCode.Partial;
        return judgement.ChangedTests + judgement.SlowTests == 0 ? ExitCode.NothingToRun : ExitCode.Ok;
    }

    private static bool AddFolders(FleetRecordBuilder builder, string[] folders, Surroundings surroundings)
    {
        var refused = new List<string>();
        foreach (var folder in folders)
        {
            try
            {
                foreach (var (run, entry) in SpoolFolder.Read(
                    SpoolFolder.Entries(folder), surroundings.Time.GetUtcNow(), refusal => refused.Add(refusal.Message)))
                    builder.Add(run, entry.Attempt, entry.Campaign?.CreatedAt);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new UserErrorException($"{folder} cannot be read: {exception.Message}", exitCode: ExitCode.Usage);
            }
        }

        Name(surroundings, refused, "refused");
        return refused.Count > 0;
    }

    private static bool AddStore(FleetRecordBuilder builder, Surroundings surroundings)
    {
        using var store = surroundings.OpenStore();
        var runs = store.List().Where(run => run.Status == RunStatus.Complete && run.Purpose == RunPurpose.Measure).Select(run => run.Id);
        foreach (var run in store.LoadReadable(runs)) builder.Add(run);
        return false;
    }

    public static void Name(Surroundings surroundings, IReadOnlyCollection<string> left, string what)
    {
        foreach (var one in left.Take(MostNamed)) surroundings.Note($"{what}: {one}");
        if (left.Count > MostNamed)
            surroundings.Note(string.Create(CultureInfo.InvariantCulture, $"{what}: {left.Count - MostNamed} more"));
    }

    /// <summary>There is no such night.</summary>
    public static UserErrorException Unknown(string night, ImmutableArray<string> known) => new(
        $"there is no night '{night}'", $"Nights: {string.Join(", ", known.TakeLast(MostNamed))}", ExitCode.Usage);

    /// <summary>There is no such night, or none at all.</summary>
    public static UserErrorException Unknown(string? night, FleetRecordBuilder builder) => builder.Nights is [_, ..] known
        ? Unknown(night ?? "", known)
        : builder.Left.Length > 0
            ? new UserErrorException(
                "no run is usable: all were left out, for the reasons above", "Measure again: stackbench fleet run", ExitCode.NothingToRun)
            : new UserErrorException(
                "no run of a campaign is here", "Name a spool or a folder of run documents", ExitCode.NothingToRun);

    private static void Write(Surroundings surroundings, FleetJudgement judgement, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                surroundings.WriteLine(JsonSerializer.Serialize(FleetDocument.Of(judgement), FleetJson.Default.FleetDocument));
                break;
            case OutputFormat.Csv:
                FleetCsv.Write(surroundings.Out.Profile.Out.Writer, judgement);
                break;
            default:
                surroundings.Out.Write(FleetView.Lines(judgement, surroundings.Out.Profile.Width, Glyphs.Of(surroundings.Out)));
                break;
        }
    }
}
