using System.Runtime.CompilerServices;

namespace StackBench.Tests.Snapshots;

/// <summary>
/// Holds text against an expected file beside the test, <c>Snapshots/NAME.txt</c>. <c>UPDATE_SNAPSHOTS=1</c> writes the
/// expected files anew; a person then reads the difference before it is committed.
/// </summary>
internal static class Snapshot
{
    public static void Match(string actual, string name, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots", name + ".txt");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"no snapshot {path}; UPDATE_SNAPSHOTS=1 writes it");
        var expected = File.ReadAllText(path);
        if (expected == actual) return;

        var (expectedLines, actualLines) = (expected.Split('\n'), actual.Split('\n'));
        var first = Enumerable.Range(0, Math.Min(expectedLines.Length, actualLines.Length))
            .FirstOrDefault(line => expectedLines[line] != actualLines[line], Math.Min(expectedLines.Length, actualLines.Length));
        Assert.Fail($"""
            {name} differs from its snapshot in line {first + 1}:
            expected: {expectedLines.ElementAtOrDefault(first)}
            actual:   {actualLines.ElementAtOrDefault(first)}
            The whole text is now:
            {actual}
            UPDATE_SNAPSHOTS=1 accepts it.
            """);
    }
}
