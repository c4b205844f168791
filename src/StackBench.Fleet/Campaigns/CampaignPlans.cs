using System.Collections.Immutable;
using StackBench.Core.Text;
using StackBench.Fleet.Reading;

namespace StackBench.Fleet.Campaigns;

/// <summary>Who should have been measured, by the campaigns of a spool.</summary>
public static class CampaignPlans
{
    private const int MostLevels = 4;

    /// <summary>A node of a plan, and what its files say about it.</summary>
    public readonly record struct PlannedNode(string Night, string Node, string Reason);

    /// <summary>Campaigns that cannot be believed are left out: their documents are refused by name.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static ImmutableArray<PlannedNode> Of(string path, DateTimeOffset now)
    {
        if (!Directory.Exists(path)) return [];
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
            MaxRecursionDepth = MostLevels,
        };
        return
        [
            .. Directory.EnumerateFiles(path, SpoolFolder.CampaignFile, options).Order(StringComparer.Ordinal)
                .SelectMany(file => Nodes(Path.GetDirectoryName(file)!, now)),
        ];
    }

    private static IEnumerable<PlannedNode> Nodes(string folder, DateTimeOffset now)
    {
        try
        {
            var campaign = CampaignFolder.Open(folder);
            return CampaignStates.Of(campaign.Campaign, campaign.Files(), now)
                .Select(node => new PlannedNode(campaign.Campaign.Name, node.Node, Reason(node)));
        }
        catch (Exception exception) when (exception is SpoolException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Reason(NodeReport node) => node.State == NodeState.Complete
        ? "it ended well, but its document is missing or was refused"
        : $"{EnumText.Of(node.State)}{(node.Reason.Length > 0 ? ": " : "")}{node.Reason}";
}
