namespace StackBench.Tests.Fixtures;

/// <summary>Files of the repository the tests were built from.</summary>
internal static class RepositoryFile
{
    /// <exception cref="FileNotFoundException">No folder above the tests has it.</exception>
    public static string Path(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = System.IO.Path.Combine(folder.FullName, name);
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException($"{name} lies in no folder above the tests");
    }
}
