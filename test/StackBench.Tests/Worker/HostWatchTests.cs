using System.Diagnostics;

namespace StackBench.Tests.Worker;

/// <summary>
/// When a real worker process ends: with its host, however long its computation would last, and not before its last answer.
/// </summary>
public sealed class HostWatchTests
{
    private const string Prepared = """
        {"type":"hello","protocol":1}
        {"type":"prepare","id":"a","op":"fma-peak","params":{"dtype":"fp32","width":128,"threads":1,"rounds":100000},"device":"cpu","seed":1}

        """;

    [Fact]
    public async Task A_worker_in_mid_computation_ends_when_nobody_reads_its_answers()
    {
        using var worker = Start();
        // A day of work; ended from outside only.
        await worker.StandardInput.WriteAsync(Prepared + """{"type":"measure","id":"a","iterations":1000000000,"samples":1}""" + "\n");
        await worker.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await worker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        await worker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        worker.StandardOutput.Close();
        Assert.Equal(137, await ExitCode(worker));
    }

    [Fact]
    public async Task Requests_written_in_advance_are_all_answered_after_the_end_of_stdin()
    {
        using var worker = Start();
        // Some seconds of work: longer than any grace that might be given.
        await worker.StandardInput.WriteAsync(Prepared + """{"type":"measure","id":"a","iterations":25000,"samples":1}""" + "\n");
        worker.StandardInput.Close();
        var output = await worker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"samples\"", output, StringComparison.Ordinal);
        Assert.Equal(0, await ExitCode(worker));
    }

    private static Process Start() =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StackBench.Worker.dll"), "native"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    private static async Task<int> ExitCode(Process worker)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            await worker.WaitForExitAsync(patience.Token);
            return worker.ExitCode;
        }
        catch (OperationCanceledException exception)
        {
            worker.Kill();
            throw new InvalidOperationException("the worker does not end", exception);
        }
    }
}
