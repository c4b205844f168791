using System.Diagnostics;
using System.Runtime.CompilerServices;
using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

/// <summary>
/// A process of its own that records a run of very many results, to be killed. It is this test program again: before anything else
/// runs, the environment tells it to write instead of testing.
/// </summary>
internal static class KilledWriter
{
    private const string FolderVariable = "STACKBENCH_TEST_KILLED_WRITER";

    /// <summary>More than any test waits for: a writer whose test run was itself killed ends all the same.</summary>
    private const int MostResults = 10_000;

    public static string RunId => ExampleRun.Full.Id;

    /// <summary>The result it saves as number <paramref name="number"/>.</summary>
    public static BenchmarkResult Result(int number) => ExampleRun.Full.Results[0] with { Workload = $"copy {number}" };

    /// <summary>Starts it; each line of its output is the number of a result that <see cref="RunStore"/> has acknowledged.</summary>
    public static Process Start(string folder)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(KilledWriter).Assembly.Location);
        start.Environment[FolderVariable] = folder;
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    internal static void WriteUntilKilled()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } folder) return;
        using var store = RunStore.Open(new StoreLocation(folder));
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        store.Begin(ExampleRun.Full with { Status = RunStatus.Running, FinishedAt = null, Results = [] });
        for (var number = 1; number <= MostResults; number++)
        {
            store.Save(RunId, Result(number));
            output.WriteLine(number);
        }

        Environment.Exit(1);
    }
}
