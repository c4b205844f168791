using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StackBench.Core.Results;
using StackBench.Fleet.Reading;
using StackBench.Store;

namespace StackBench.Fleet.Campaigns;

/// <summary>
/// A campaign's folder in the spool. Every file in it is written once, by a rename or an append: whoever is killed leaves no half truth.
/// </summary>
public sealed class CampaignFolder
{
    private const string Started = "started", Ended = "ended", Logs = "logs", Submitted = "submitted.jsonl", Cancelled = "cancelled";
    private const string ProgramFile = "program", PrepareFile = "prepare.sh", LockFile = ".lock";
    private const long LargestCampaign = 64 << 20;
    private const int LargestExit = 16;

    private const string Replaceable =
        "the parent folder is world-writable without the sticky bit; run chmod o-w or chmod +t on it";

    /// <summary>The spool's group may read it; jobs run as the owner, so nobody else needs to write.</summary>
    private const UnixFileMode Mode = UnixFileMode.SetGroup | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private CampaignFolder(string path, Campaign campaign) => (Path, Campaign) = (path, campaign);

    public string Path { get; }

    public Campaign Campaign { get; }

    public string Script => System.IO.Path.Combine(Path, JobScript.Name);

    /// <summary>Lines that each job runs first; null for none.</summary>
    public string? Prepare => System.IO.Path.Combine(Path, PrepareFile) is var file && File.Exists(file) ? file : null;

    public string Log(AttemptName attempt) => System.IO.Path.Combine(Path, Logs, attempt + ".log");

    public string Document(AttemptName attempt) => System.IO.Path.Combine(Path, SpoolFolder.Done, attempt.Document);

    /// <summary>Whether this user started it: only then are its jobs and documents this user's.</summary>
    public bool IsOwn => Campaign.Owner is not { } owner || FileOwner.CurrentUser() is not { } user || user == owner;

    /// <summary>A campaign that is not written: where its files would be.</summary>
    public static CampaignFolder Planned(string spool, Campaign campaign)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        return new CampaignFolder(System.IO.Path.Combine(System.IO.Path.GetFullPath(spool), campaign.Name), campaign);
    }

    /// <summary>Writes a campaign that nobody has started yet.</summary>
    /// <param name="prepare">Lines of a shell that each job runs first; null for none.</param>
    /// <exception cref="IOException">There is one of that name, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The spool may not be written.</exception>
    public static CampaignFolder Create(string spool, Campaign campaign, string? prepare)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(spool), campaign.Name);
        if (Directory.Exists(path)) throw new IOException($"there is a campaign {campaign.Name} already");
        if (IsReplaceable(path)) throw new IOException($"{spool}: {Replaceable}");
        foreach (var folder in (string[])["", Started, SpoolFolder.Done, Ended, Logs])
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(System.IO.Path.Combine(path, folder));
            else Directory.CreateDirectory(System.IO.Path.Combine(path, folder), Mode);
        }

        // Who starts it is who its jobs run as.
        campaign = campaign with { Owner = FileOwner.Of(path).Owner };
        void Write(string name, string text) => AtomicFile.Write(System.IO.Path.Combine(path, name), Encoding.UTF8.GetBytes(text));
        Write(JobScript.Name, JobScript.Text);
        Write(ProgramFile, campaign.Program + "\n");
        if (prepare is not null) Write(PrepareFile, prepare);
        // Last: a folder without it is no campaign.
        Write(SpoolFolder.CampaignFile, JsonSerializer.Serialize(campaign, CampaignJson.Default.Campaign) + "\n");
        return new CampaignFolder(path, campaign);
    }

    /// <exception cref="SpoolException">It is not a campaign, or others could have changed it.</exception>
    public static CampaignFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(path, SpoolFolder.CampaignFile);
        if (!OperatingSystem.IsWindows() && Directory.Exists(path) && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherWrite))
            throw new SpoolException(path, "world-writable, so its contents cannot be trusted; run chmod o-w on it");
        if (Directory.Exists(path) && IsReplaceable(path)) throw new SpoolException(path, Replaceable);
        try
        {
            if (new FileInfo(file).Length > LargestCampaign) throw new SpoolException(file, "too large to be a campaign");
            var campaign = JsonSerializer.Deserialize(File.ReadAllBytes(file), CampaignJson.Default.Campaign)
                ?? throw new SpoolException(file, "not a campaign: null");
            var (folderOwner, fileOwner) = (FileOwner.Of(path).Owner, FileOwner.Of(file).Owner);
            // Where the system that wrote it did not say who that was, the files must still agree.
            if (folderOwner != fileOwner || (campaign.Owner is { } owner && folderOwner is not null && folderOwner != owner))
                throw new SpoolException(path, "the folder and its campaign.json have different owners");
            return campaign.SchemaVersion == Campaign.CurrentSchemaVersion && campaign.Nodes.All(NodeName.IsValid)
                && NodeName.IsValid(campaign.Name) && campaign.Name == System.IO.Path.GetFileName(path)
                    ? new CampaignFolder(path, campaign)
                    : throw new SpoolException(file, "not a campaign of this version");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new SpoolException(file, exception is FileNotFoundException or DirectoryNotFoundException
                ? "there is no such campaign"
                : exception.Message);
        }
    }

    private static bool IsReplaceable(string path) => !OperatingSystem.IsWindows() && System.IO.Path.GetDirectoryName(path) is { } above
        && Directory.Exists(above) && File.GetUnixFileMode(above) is var mode
        && mode.HasFlag(UnixFileMode.OtherWrite) && !mode.HasFlag(UnixFileMode.StickyBit);

    /// <summary>Held by whoever submits: two at once would give a node two jobs. Null where another holds it.</summary>
    public FileStream? TryLock()
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(Path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public bool IsCancelled => File.Exists(System.IO.Path.Combine(Path, Cancelled));

    public void Cancel() => AtomicFile.Write(System.IO.Path.Combine(Path, Cancelled), "\n"u8);

    public void Append(Submission submission)
    {
        // After a line that was cut a new one begins; blank ones say nothing.
        var line = $"\n{JsonSerializer.Serialize(submission, SubmissionJson.Default.Submission)}\n";
        using var file = new FileStream(System.IO.Path.Combine(Path, Submitted), FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(Encoding.UTF8.GetBytes(line));
        file.Flush(flushToDisk: true);
    }

    /// <summary>What the files say; nothing of the scheduler.</summary>
    public Evidence Files()
    {
        var ended = ImmutableDictionary.CreateBuilder<AttemptName, int>();
        foreach (var attempt in Attempts(Ended))
        {
            var file = new FileInfo(System.IO.Path.Combine(Path, Ended, attempt.ToString()));
            if (file.LinkTarget is null && file.Length <= LargestExit
                && int.TryParse(File.ReadAllText(file.FullName).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
                ended[attempt] = code;
        }

        return new Evidence
        {
            Started = [.. Attempts(Started)],
            Done = [.. Attempts(SpoolFolder.Done)],
            Ended = ended.ToImmutable(),
            Submissions = Submissions(),
            IsCancelled = IsCancelled,
        };
    }

    /// <summary>Marks that a node began; false where the attempt began before, as after a requeue.</summary>
    public bool TryStart(AttemptName attempt)
    {
        try
        {
            new FileStream(StartOf(attempt), FileMode.CreateNew, FileAccess.Write).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(StartOf(attempt)))
        {
            return false;
        }
    }

    /// <summary>Marks how an attempt ended, where no script does.</summary>
    public void End(AttemptName attempt, int code) => AtomicFile.Write(
        System.IO.Path.Combine(Path, Ended, attempt.ToString()),
        Encoding.UTF8.GetBytes(code.ToString(CultureInfo.InvariantCulture) + "\n"));

    private string StartOf(AttemptName attempt) => System.IO.Path.Combine(Path, Started, attempt.ToString());

    private IEnumerable<AttemptName> Attempts(string folder) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Path, folder)).Select(System.IO.Path.GetFileName)
            .Where(name => !name!.StartsWith('.')).Select(name => AttemptName.Parse(name!)).OfType<AttemptName>();

    private ImmutableArray<Submission> Submissions()
    {
        var file = System.IO.Path.Combine(Path, Submitted);
        if (!File.Exists(file)) return [];
        // The answer comes in the place of what was written before it; a line that was cut is as if it had not been written.
        var found = new Dictionary<AttemptName, Submission>();
        foreach (var line in File.ReadLines(file))
        {
            try
            {
                if (JsonSerializer.Deserialize(line, SubmissionJson.Default.Submission) is { Node: not null } one)
                    found[new AttemptName(one.Node, one.Attempt)] = one;
            }
            catch (JsonException)
            {
                continue;
            }
        }

        return [.. found.Values];
    }
}
