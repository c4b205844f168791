namespace StackBench.Tests.Machine;

/// <summary>A throw-away machine: a folder of files a test may fill, change and break.</summary>
internal sealed class TreeCopy : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("stackbench-tree-").FullName;

    public static TreeCopy Of(string folder)
    {
        var copy = new TreeCopy();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            copy.Put(Path.GetRelativePath(folder, file), File.ReadAllBytes(file));
        return copy;
    }

    /// <summary>A machine of the test's own fixtures: one text file in which a line <c>== /path</c> begins each file.</summary>
    public static TreeCopy OfFixture(string name)
    {
        var copy = new TreeCopy();
        foreach (var part in File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "machines", name + ".tree")).Split("== /")
            .Skip(1))
        {
            var lineEnd = part.IndexOf('\n', StringComparison.Ordinal);
            copy.With(part[..lineEnd].TrimEnd(), part[(lineEnd + 1)..]);
        }

        return copy;
    }

    public IEnumerable<string> Files => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal);

    public TreeCopy With(string path, string text)
    {
        Put(path.TrimStart('/'), System.Text.Encoding.UTF8.GetBytes(text));
        return this;
    }

    public void Put(string path, byte[] bytes)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
    }

    public byte[] Take(string path)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Root, path));
        File.Delete(Path.Combine(Root, path));
        return bytes;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
