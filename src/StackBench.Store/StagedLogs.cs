using StackBench.Core.Json;
using StackBench.Core.Results;

namespace StackBench.Store;

/// <summary>
/// Logs of runs that are entered together. They wait in a folder of their own until the database has all of them; what a process that
/// died left there is put in its place, or away, by the next one.
/// </summary>
internal sealed class StagedLogs : IDisposable
{
    private const string FolderName = ".importing";
    private readonly StoreLocation _location;
    private readonly StoreModes _modes;
    private readonly string _folder;
    private readonly List<string> _ids = [];

    private StagedLogs(StoreLocation location) =>
        (_location, _modes, _folder) = (location, StoreModes.Of(location), Path.Combine(location.LogFolder, FolderName));

    /// <param name="isEntered">Whether the database has a run.</param>
    public static StagedLogs Begin(StoreLocation location, Func<string, bool> isEntered)
    {
        var staged = new StagedLogs(location);
        if (Directory.Exists(staged._folder))
        {
            foreach (var path in Directory.EnumerateFiles(staged._folder, "*.json"))
                if (isEntered(Path.GetFileNameWithoutExtension(path)))
                    File.Move(path, Path.Combine(location.LogFolder, Path.GetFileName(path)), true);
            Directory.Delete(staged._folder, recursive: true);
        }

        staged._modes.CreateFolder(location.LogFolder);
        staged._modes.CreateFolder(staged._folder);
        return staged;
    }

    public void Write(Run run)
    {
        AtomicFile.Write(PathOf(run.Id), RunDocument.Write(run), _modes.File);
        _modes.Settle(PathOf(run.Id));
        _ids.Add(run.Id);
    }

    public void Publish()
    {
        foreach (var id in _ids) File.Move(PathOf(id), _location.LogPath(id), overwrite: true);
        _ids.Clear();
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next import removes it.
        }
    }

    private string PathOf(string id) => Path.Combine(_folder, id + ".json");
}
