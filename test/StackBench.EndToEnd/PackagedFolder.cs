using StackBench.Tests.Fixtures;

namespace StackBench.EndToEnd;

/// <summary>What eng/package.sh makes of the build output; the tests that need it are skipped where python3 is missing.</summary>
public sealed class PackagedFolder : IDisposable
{
    private readonly StoreFolder _folder = new();

    public PackagedFolder() => Make(_folder.Path);

    public static string Root { get; } = Up(AppContext.BaseDirectory);

    public string Path => _folder.Path;

    public void Dispose() => _folder.Dispose();

    public static void Make(string folder)
    {
        if (!Commands.IsOnPath("python3")) Requirement.Missing("python3 is not installed");
        var (code, said) = Commands.Run(
            "bash", System.IO.Path.Combine(Root, "eng/package.sh"), folder, System.IO.Path.GetDirectoryName(Binary.Built)!);
        Assert.True(code == 0, said);
    }

    private static string Up(string folder) => File.Exists(System.IO.Path.Combine(folder, "StackBench.slnx"))
        ? folder
        : Up(System.IO.Path.GetDirectoryName(System.IO.Path.TrimEndingDirectorySeparator(folder))!);
}
