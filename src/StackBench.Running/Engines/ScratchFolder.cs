namespace StackBench.Running.Engines;

/// <summary>The folder of temporary files of one engine process: what it leaves there when it dies goes with it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string? _path = Create();

    /// <summary>Variables by which programs find it; none where it could not be made, so that they use the system's.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment =>
        _path is null ? [] : Names.Select(name => KeyValuePair.Create(name, _path));

    private static string[] Names => OperatingSystem.IsWindows() ? ["TEMP", "TMP"] : ["TMPDIR"];

    public void Dispose()
    {
        try
        {
            if (_path is not null) Directory.Delete(_path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file somebody still holds is the system's to clean up.
        }
    }

    private static string? Create()
    {
        try
        {
            return Directory.CreateTempSubdirectory("stackbench-engine-").FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
