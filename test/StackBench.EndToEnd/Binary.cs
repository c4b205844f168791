using StackBench.Tests.Fixtures;

namespace StackBench.EndToEnd;

/// <summary>The program under test: the build output, or the published folder that STACKBENCH_PUBLISHED names.</summary>
internal static class Binary
{
    /// <summary>The host of the same configuration as these tests.</summary>
    public static string Built { get; } = Sibling("StackBench", "stackbench");

    public static string FakeWorker { get; } = Sibling("StackBench.FakeWorker", "StackBench.FakeWorker");

    public static string Worker { get; } = Sibling("StackBench.Worker", "StackBench.Worker");

    /// <summary>The published Native AOT host; skips the test where none was made.</summary>
    public static string Published()
    {
        var folder = Environment.GetEnvironmentVariable("STACKBENCH_PUBLISHED");
        if (folder is null) Requirement.Missing("STACKBENCH_PUBLISHED names no published folder; eng/publish.sh makes one");
        return Path.Combine(folder!, "stackbench");
    }

    // artifacts/bin/StackBench.EndToEnd/debug -> artifacts/bin/<project>/debug
    private static string Sibling(string project, string program)
    {
        var folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.GetFullPath(Path.Combine(folder, "..", "..", project, Path.GetFileName(folder), program));
    }
}
