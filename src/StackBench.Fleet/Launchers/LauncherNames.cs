using StackBench.Fleet.Campaigns;

namespace StackBench.Fleet.Launchers;

/// <summary>The one list of what can start jobs.</summary>
public static class LauncherNames
{
    public const string Slurm = "slurm", Ssh = "ssh", Files = "files";

    public static IReadOnlyList<string> All { get; } = [Slurm, Ssh, Files];

    public static ILauncher Of(CampaignFolder folder, ICommands commands, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Campaign.Launcher switch
        {
            Slurm => new SlurmLauncher(folder, commands, time),
            Ssh => new SshLauncher(folder, commands, time),
            Files => new FilesLauncher(),
            var unknown => throw new ArgumentException($"unknown launcher '{unknown}'", nameof(folder)),
        };
    }
}
