namespace StackBench.Running.Engines;

/// <summary>The folder of temporary files of one engine process: what it leaves there when it dies goes with it.</summary>
/// <remarks>
/// All engines of a host share a folder, in which the host holds a file locked: a lock dies with its process, whatever kills that, so
/// the next start knows folders of dead hosts from those of living ones.
/// </remarks>
internal sealed class ScratchFolder : IDisposable
{
    internal const string Prefix = "stackbench-engine-";
    internal const string LockName = "host.lock";

    private const int Attempts = 3;

    private static readonly Lock Turn = new();
    private static string? HostFolder;
    private static FileStream? HostLock;
    private static int Engines;

    /// <summary>Null where it could not be made.</summary>
    public string? Location { get; } = Create();

    /// <summary>Variables by which programs find it; none where it could not be made, so that they use the system's.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment =>
        Location is null ? [] : Names.Select(name => KeyValuePair.Create(name, Location));

    private static string[] Names => OperatingSystem.IsWindows() ? ["TEMP", "TMP"] : ["TMPDIR"];

    public void Dispose()
    {
        if (Location is null) return;
        Remove(Location);
        lock (Turn)
        {
            if (--Engines > 0) return;
            HostLock?.Dispose();
            Remove(HostFolder!);
            (HostFolder, HostLock) = (null, null);
        }
    }

    /// <summary>Removes the folders of hosts that are gone.</summary>
    internal static void RemoveDead(string folder)
    {
        try
        {
            foreach (var dead in Directory.EnumerateDirectories(folder, Prefix + "*").Where(IsDead)) Remove(dead);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever may not read the folder has left nothing there.
        }
    }

    // One without a lock is just being made, or of a version that had none.
    private static bool IsDead(string folder)
    {
        try
        {
            using var held = Hold(Path.Combine(folder, LockName), FileMode.Open);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? Create()
    {
        lock (Turn)
        {
            try
            {
                if (HostFolder is null)
                {
                    RemoveDead(Path.GetTempPath());
                    (HostFolder, HostLock) = CreateHostFolder();
                }

                var own = Directory.CreateDirectory(Path.Combine(HostFolder, Path.GetRandomFileName())).FullName;
                Engines++;
                return own;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    private static (string Folder, FileStream Lock) CreateHostFolder()
    {
        for (var attempt = 1; ; attempt++)
        {
            var folder = Directory.CreateTempSubdirectory(Prefix).FullName;
            try
            {
                return (folder, Hold(Path.Combine(folder, LockName), FileMode.CreateNew));
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Another start took it for that of a dead host before it was locked.
            }
        }
    }

    private static FileStream Hold(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file somebody still holds is the system's to clean up.
        }
    }
}
