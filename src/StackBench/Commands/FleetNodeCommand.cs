using System.CommandLine;
using System.IO.Compression;
using System.Security.Cryptography;
using StackBench.Commands.Options;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Reading;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>
/// <c>fleet node</c>: what a job of a campaign runs on its node. It measures into a local file, then leaves the packed document in the
/// spool by a rename. Called by programs: no store, no configuration, no home.
/// </summary>
internal static class FleetNodeCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var campaign = new Argument<string>("campaign") { Description = "Folder of the campaign.", HelpName = "FOLDER" };
        var node = SharedOptions.Node("Name of this node in the plan.");
        var attempt = new Option<int?>("--attempt")
        {
            Description = "Number of the attempt (1).",
            HelpName = "N",
            CustomParser = OptionParsers.Count("--attempt", 1, 10_000),
        };
        var command = new Command("node", "Measure this node for a campaign (what a job runs).") { campaign, node, attempt };
        command.SetAction((parse, cancellation) =>
        {
            var folder = FleetCommand.Open(parse.GetRequiredValue(campaign));
            var name = parse.GetValue(node) ?? Named(surroundings);
            return MeasureAsync(folder, new AttemptName(name, parse.GetValue(attempt) ?? 1), surroundings, cancellation);
        });
        return command;
    }

    /// <summary>SHA-256 of the program that runs: of the assembly, where the program only starts that.</summary>
    public static string Sha256(string program)
    {
        var assembly = Path.ChangeExtension(program, ".dll");
        using var file = File.OpenRead(File.Exists(assembly) ? assembly : program);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The name of this node, where nobody gives one.</summary>
    public static string Named(Surroundings surroundings) =>
        surroundings.Variable("SLURMD_NODENAME") ?? surroundings.Variable("NODE_NAME") ?? Environment.MachineName;

    private static async Task<int> MeasureAsync(
        CampaignFolder folder, AttemptName attempt, Surroundings surroundings, CancellationToken cancellation)
    {
        if (!folder.Campaign.Nodes.Contains(attempt.Node))
            throw new UserErrorException($"{attempt.Node} is not a node of {folder.Campaign.Name}", "Name it: --node", ExitCode.Usage);
        if (Environment.ProcessPath is { } program && Sha256(program) != folder.Campaign.ProgramSha256)
            throw new UserErrorException(
                "this program differs from the one that started the campaign: values of two programs would be compared",
                $"Use {folder.Campaign.Program}, or start another campaign", ExitCode.Usage);
        if (!folder.TryStart(attempt))
            throw new UserErrorException(
                $"attempt {attempt.Attempt} has already been started on {attempt.Node}", "Use a new attempt number: --attempt N",
                ExitCode.Usage);
        var place = Directory.CreateTempSubdirectory("stackbench-fleet-");
        try
        {
            var document = Path.Combine(place.FullName, "run.json");
            string[] arguments =
                [.. folder.Campaign.Arguments, "--label", folder.Campaign.Name, "--node", attempt.Node, "--document", document];
            var code = await NestedRun.InvokeAsync(arguments, surroundings, cancellation);
            if (File.Exists(document)) code = Deliver(folder, attempt, document, code);
            folder.End(attempt, code);
            return code;
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    /// <returns>The code of the run; partial where one of a fixed list of workloads could not be measured.</returns>
    private static int Deliver(CampaignFolder folder, AttemptName attempt, string document, int code)
    {
        var bytes = File.ReadAllBytes(document);
        var target = folder.Document(attempt);
        var hidden = Path.Combine(Path.GetDirectoryName(target)!, "." + Path.GetFileName(target));
        using (var file = new FileStream(hidden, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            using (var packed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true)) packed.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(hidden, target, overwrite: false);
        var isMust = folder.Campaign.Arguments.Contains("--must");
        return code == (int)ExitCode.Ok && isMust
            && RunDocument.Read(bytes, document).Results.Any(result => result.Outcome is not Ok)
                ? (int)ExitCode.Partial
                : code;
    }
}
