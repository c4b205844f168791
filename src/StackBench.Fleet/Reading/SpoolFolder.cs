using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Fleet.Reading;

/// <summary>The documents below a folder: campaigns of a spool, or run documents as they were collected by hand.</summary>
public static class SpoolFolder
{
    /// <summary>The file that makes a folder a campaign, and the folder below it in which nodes leave documents.</summary>
    public const string CampaignFile = "campaign.json", Done = "done";

    /// <summary>A document and what is known of it before it is read.</summary>
    /// <param name="Node">Whose it must be; null for anybody's.</param>
    /// <param name="Night">What it must be labelled; null for anything.</param>
    public readonly record struct Entry(string File, string? Node = null, string? Night = null);

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
        return
        [
            .. Directory.EnumerateFiles(path, "*", options)
                .Where(file => IsDocument(Path.GetFileName(file)) && !IsBelowLink(path, file))
                .Order(StringComparer.Ordinal)
                .Select(Known),
        ];
    }

    /// <summary>Reads documents on all processors; those that are refused are named.</summary>
    public static IEnumerable<Run> Read(IEnumerable<Entry> entries, DateTimeOffset now, Action<SpoolException> refuse)
    {
        ArgumentNullException.ThrowIfNull(refuse);
        foreach (var (run, refusal) in entries.AsParallel().AsOrdered().Select(entry => Attempt(entry, now)))
        {
            if (run is not null) yield return run;
            else refuse(refusal!);
        }
    }

    private static (Run? Run, SpoolException? Refusal) Attempt(Entry entry, DateTimeOffset now)
    {
        try
        {
            var run = SpoolDocument.Read(entry.File, now, entry.Node);
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

    private static Entry Known(string file)
    {
        var folder = Path.GetDirectoryName(file);
        if (Path.GetFileName(folder) != Done || Path.GetDirectoryName(folder) is not { } campaign
            || !File.Exists(Path.Combine(campaign, CampaignFile)))
            return new Entry(file);
        return new Entry(file, AttemptName.Parse(Path.GetFileName(file))?.Node ?? Path.GetFileName(file), Path.GetFileName(campaign));
    }
}
