using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Fleet.Reading;

namespace StackBench.Fleet.Campaigns;

/// <summary>The documents below a folder: campaigns of a spool, or run documents as they were collected by hand.</summary>
public static class SpoolFolder
{
    /// <summary>The file that makes a folder a campaign, and the folder below it in which nodes leave documents.</summary>
    public const string CampaignFile = "campaign.json", Done = "done";

    /// <summary>A document and what is known of it before it is read.</summary>
    /// <param name="Node">Whose it must be; null for anybody's.</param>
    /// <param name="Night">What it must be labelled; null for anything.</param>
    /// <param name="Campaign">It lies in; null for none, or one that is not believed.</param>
    /// <param name="Refusal">Why it is not read; null where it is.</param>
    public readonly record struct Entry(
        string File, string? Node = null, string? Night = null, Campaign? Campaign = null, string? Refusal = null)
    {
        /// <summary>Number of the node's attempt at its campaign; 0 without one.</summary>
        public int Attempt => Campaign is null ? 0 : AttemptName.Parse(Path.GetFileName(File))?.Attempt ?? 0;
    }

    /// <summary>In the order of their names. Links to folders are not followed.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static ImmutableArray<Entry> Entries(string path)
    {
        if (File.Exists(path)) return [new Entry(path)];
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.Hidden,
            IgnoreInaccessible = false,
            MaxRecursionDepth = 4,
        };
        var campaigns = new Dictionary<string, Plan>(StringComparer.Ordinal);
        return
        [
            .. Directory.EnumerateFiles(path, "*", options)
                .Where(file => IsDocument(Path.GetFileName(file)) && !IsBelowLink(path, file))
                .Order(StringComparer.Ordinal)
                .Select(file => Known(file, campaigns)),
        ];
    }

    /// <summary>Reads documents on all processors; those that are refused are named.</summary>
    public static IEnumerable<(Run Run, Entry Entry)> Read(IEnumerable<Entry> entries, DateTimeOffset now, Action<SpoolException> refuse)
    {
        ArgumentNullException.ThrowIfNull(refuse);
        foreach (var (entry, (run, refusal)) in entries.AsParallel().AsOrdered().Select(entry => (entry, Attempt(entry, now))))
        {
            if (run is not null) yield return (run, entry);
            else refuse(refusal!);
        }
    }

    private static (Run? Run, SpoolException? Refusal) Attempt(Entry entry, DateTimeOffset now)
    {
        try
        {
            if (entry.Refusal is not null) throw new SpoolException(entry.File, entry.Refusal);
            var run = SpoolDocument.Read(entry.File, now, entry.Node, entry.Campaign?.Owner);
            if (entry.Night is not null && run.Label != entry.Night)
                throw new SpoolException(entry.File, $"labelled '{run.Label}', but it lies in the campaign {entry.Night}");
            return (run, null);
        }
        catch (SpoolException refusal)
        {
            return (null, refusal);
        }
    }

    private static bool IsDocument(string name) => name != CampaignFile && !name.StartsWith('.')
        && (name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".json.gz", StringComparison.Ordinal));

    private static bool IsBelowLink(string root, string file)
    {
        for (var folder = Path.GetDirectoryName(file); folder?.Length > root.Length; folder = Path.GetDirectoryName(folder))
            if (new DirectoryInfo(folder).LinkTarget is not null) return true;
        return false;
    }

    private static Entry Known(string file, Dictionary<string, Plan> campaigns)
    {
        var folder = Path.GetDirectoryName(file);
        if (Path.GetFileName(folder) != Done || Path.GetDirectoryName(folder) is not { } campaign
            || !File.Exists(Path.Combine(campaign, CampaignFile)))
            return new Entry(file);
        if (!campaigns.TryGetValue(campaign, out var plan)) campaigns[campaign] = plan = PlanOf(campaign);
        var node = AttemptName.Parse(Path.GetFileName(file))?.Node ?? Path.GetFileName(file);
        return new Entry(
            file, node, Path.GetFileName(campaign), plan.Campaign,
            plan.Refusal ?? (plan.Nodes.Contains(node) ? null : "the file name does not match any node of the campaign"));
    }

    private static Plan PlanOf(string folder)
    {
        try
        {
            var campaign = CampaignFolder.Open(folder).Campaign;
            return new Plan(campaign, campaign.Nodes.ToHashSet(StringComparer.Ordinal), null);
        }
        catch (SpoolException exception)
        {
            return new Plan(null, [], $"its campaign was rejected: {exception.Reason}");
        }
    }

    private sealed record Plan(Campaign? Campaign, HashSet<string> Nodes, string? Refusal);
}
