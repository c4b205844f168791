using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using StackBench.Commands.Options;
using StackBench.Core.Results;
using StackBench.Fleet.Campaigns;
using StackBench.Postgres;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet collect</c>: the documents of a campaign into the store, and who is missing. Twice enters nothing twice.</summary>
internal static class FleetCollectCommand
{
    private const int BatchSize = 64;

    public static Command Create(Surroundings surroundings)
    {
        var (name, spool) = (FleetCommand.Name(), FleetCommand.Spool());
        var to = new Option<string?>("--to")
        {
            Description = "Database of the fleet's history (the store of this machine).",
            HelpName = FleetDatabaseAccess.Form,
        };
        to.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && !DatabaseAddress.Is(only.Value))
                result.AddError($"invalid --to '{OptionParsers.Shown(only.Value)}': expected {FleetDatabaseAccess.Form}");
        });
        var command = new Command("collect", "Enter a campaign's documents into the store, and name what is refused or missing.")
        {
            name, spool, to,
        };
        command.SetAction(parse =>
        {
            var folder = FleetCommand.Open(Path.Combine(parse.GetRequiredValue(spool), parse.GetRequiredValue(name)));
            using IFleetCollection collection = parse.GetValue(to) is { } address
                ? new DatabaseCollection(address, surroundings)
                : new StoreCollection(surroundings);
            return (int)Collect(folder, collection, surroundings);
        });
        return command;
    }

    private static ExitCode Collect(CampaignFolder folder, IFleetCollection collection, Surroundings surroundings)
    {
        var refused = new List<string>();
        var complete = new HashSet<string>(StringComparer.Ordinal);
        foreach (var batch in SpoolFolder.Entries(Path.Combine(folder.Path, SpoolFolder.Done)).Chunk(BatchSize))
        {
            var runs = SpoolFolder.Read(batch, surroundings.Time.GetUtcNow(), refusal => refused.Add(refusal.Message)).ToArray();
            complete.UnionWith(runs.Where(run => run.Run.Status == RunStatus.Complete).Select(run => NodeName.Of(run.Run.Fingerprint)!));
            collection.Enter(runs);
        }

        foreach (var one in refused) surroundings.Note($"refused: {one}");
        ImmutableArray<string> missing = [.. folder.Campaign.Nodes.Where(node => !complete.Contains(node))];
        if (!missing.IsEmpty)
            surroundings.Note(string.Create(
                CultureInfo.InvariantCulture, $"{missing.Length} of {folder.Campaign.Nodes.Length} nodes have no complete document: "
                    + $"{string.Join(", ", missing.Take(10))}{(missing.Length > 10 ? ", ..." : "")}"));
        collection.Sum();
        return complete.Count == 0 ? ExitCode.NothingToRun
            : refused.Count > 0 || !missing.IsEmpty || collection.HasLeft ? ExitCode.Partial
            : ExitCode.Ok;
    }
}
