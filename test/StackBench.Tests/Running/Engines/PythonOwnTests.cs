using System.Diagnostics;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Running.Engines;

/// <summary>The tests that the Python worker brings along, in real interpreters with real PyTorch.</summary>
public sealed class PythonOwnTests
{
    private const string Rest = "the rest";

    /// <summary>Modules of tests that start several processes with PyTorch each.</summary>
    private static readonly string[] Slow = ["test_conversation", "test_deepspeed", "test_pytorch_worker"];

    /// <summary>Interpreter and part of the worker's own tests: together all of them.</summary>
    public static MatrixTheoryData<string, string> Parts => new([PythonInterpreter.Recent, PythonInterpreter.Old], [.. Slow, Rest]);

    /// <summary>The worker's own tests, which are Python's; each part starts real libraries for a minute or less.</summary>
    [Theory]
    [MemberData(nameof(Parts))]
    public async Task The_workers_own_tests_pass(string variable, string part)
    {
        var python = Path.GetDirectoryName(RepositoryFile.Path("python/README.md"))!;
        var modules = TestModules(python).Where(module => part == Rest ? !Slow.Contains(module) : module == part);
        var start = new ProcessStartInfo(
            PythonInterpreter.Require(variable), ["-B", "-m", "unittest", .. modules.Select(module => $"tests.{module}")])
        {
            WorkingDirectory = python,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = PythonInterpreter.Start(start);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, error + await output);
        Assert.Contains("OK", error, StringComparison.Ordinal);
    }

    /// <summary>Names of the modules of <c>python/tests</c>.</summary>
    private static IEnumerable<string> TestModules(string python) =>
        Directory.EnumerateFiles(Path.Combine(python, "tests"), "test_*.py")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
}
