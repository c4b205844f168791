using System.Globalization;
using StackBench.Core.Results;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Commands;

/// <summary><c>around</c> with a real PyTorch whose starter reads a file of variables that the command changes.</summary>
// Never beside the test that hangs up this process.
[Collection(nameof(MeasuringCommandTests))]
public sealed class AroundCommandTests : IDisposable
{
    private const string Flagged = "measuring once more what looks changed: convolution";

    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_loss_is_measured_once_more_before_it_is_called_one()
    {
        var variables = _command.File("variables");
        await File.WriteAllTextAsync(variables, "", TestContext.Current.CancellationToken);
        var python = Starter(variables);
        // oneDNN's kernels for a processor of 2008: slower by a factor of three, whatever else the machine does.
        var (code, output, error) = await Around();
        // Load that comes and goes can hide even that: once more, then.
        var isContended = output.Contains("ontended", StringComparison.Ordinal);
        if (code == 0 && (isContended
            ? !error.Contains(Flagged, StringComparison.Ordinal)
            : !output.Contains("regression: ", StringComparison.Ordinal)))
        {
            await File.WriteAllTextAsync(variables, "", TestContext.Current.CancellationToken);
            Directory.Delete(_command.Location.Folder, recursive: true);
            (code, output, error) = await Around();
        }

        Assert.True(code == 0, error);
        Assert.Contains(Flagged, error, StringComparison.Ordinal);
        // On a machine that is busy with something else a loss is suspected at most, and the comparison says why.
        Assert.Matches(output.Contains("ontended", StringComparison.Ordinal) ? "suspected: |inconclusive: " : "regression: ", output);
        // Set by the starter, the variable is seen by the engine alone.
        Assert.Contains("engine.pytorch.env.ONEDNN_MAX_CPU_ISA", output, StringComparison.Ordinal);
        using var store = _command.OpenStore();
        var labels = store.List().OrderBy(run => run.StartedAt).Select(run => run.Label);
        Assert.Equal(["before", "after", "confirms after"], labels);
        Assert.All(store.List(), run => Assert.Equal(RunStatus.Complete, run.Status));

        Task<(int Code, string Out, string Error)> Around() => _command.Run(
            "around", "--python", python, "--engine", "pytorch", "--benchmark", "convolution", "--only", "fp32*3x3*", "--launches", "3",
            "--device",
            "cpu", "--", "/bin/sh", "-c", $"echo export ONEDNN_MAX_CPU_ISA=SSE41 > {variables}");
    }

    private string Starter(string variables)
    {
        var path = _command.File("python");
        File.WriteAllText(path, string.Create(
            CultureInfo.InvariantCulture,
            $"#!/bin/sh\n. '{variables}'\nexec '{PythonInterpreter.Require(PythonInterpreter.Recent)}' \"$@\"\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
