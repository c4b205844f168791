using System.Globalization;
using StackBench.Store;

namespace StackBench.Measuring;

/// <summary>
/// Says at the start when another process measures into the same store. Each holds a file locked there: a lock dies with its process.
/// </summary>
internal sealed class RunningMark : IDisposable
{
    private const string FolderName = "running";

    private readonly FileStream? _own;

    private RunningMark(FileStream? own) => _own = own;

    public static RunningMark Begin(StoreLocation store, Action<string> note)
    {
        try
        {
            var folder = store.MakeFolder(FolderName);
            // Written before it looks around: of two that start at once both see the other.
            var own = Hold(
                Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Guid.NewGuid():N}.lock")),
                FileMode.CreateNew);
            string[] others =
                [.. Directory.EnumerateFiles(folder, "*.lock").Where(path => path != own.Name && IsAlive(path)).Select(ProcessOf).Order()];
            if (others.Length > 0)
                note($"contended: another process measures into this store now (pid {string.Join(", ", others)}); results of both may be "
                    + "slower, let one end first");
            return new RunningMark(own);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A store that cannot be written says so itself.
            return new RunningMark(null);
        }
    }

    public void Dispose()
    {
        if (_own is null) return;
        _own.Dispose();
        Remove(_own.Name);
    }

    private static FileStream Hold(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None);

    private static string ProcessOf(string path) => Path.GetFileName(path).Split('-')[0];

    private static bool IsAlive(string path)
    {
        try
        {
            using (Hold(path, FileMode.Open)) Remove(path);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start tries again.
        }
    }
}
