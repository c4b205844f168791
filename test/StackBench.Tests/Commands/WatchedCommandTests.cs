using StackBench.Measuring;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;
using static StackBench.Tests.Fixtures.ProcessLife;

namespace StackBench.Tests.Commands;

/// <summary>The command of <c>around</c>, with real processes.</summary>
public sealed class WatchedCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose()
    {
        _error.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Its_output_is_shown_and_kept_and_its_exit_code_is_told()
    {
        Assert.Equal(7, await RunAsync("printf 'Continue? [Y/n] '; printf 'größer\\n' >&2; exit 7"));
        Assert.Contains("Continue? [Y/n] ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("größer", _error.ToString(), StringComparison.Ordinal);
        var kept = await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken);
        Assert.Contains("Continue? [Y/n] ", kept, StringComparison.Ordinal);
        Assert.EndsWith("exit code 7\n", kept, StringComparison.Ordinal);
    }

    /// <summary>An upgrade may start a service that holds its streams for ever.</summary>
    [Fact]
    public async Task What_it_leaves_running_is_not_waited_for()
    {
        Assert.Equal(0, await RunAsync("echo done; sleep 60 & exit 0"));
        Assert.Contains("still runs", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("done", await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_it_is_ended()
    {
        using var cancellation = new CancellationTokenSource();
        var marker = _folder.File("pid");
        var running =
            WatchedCommand.RunAsync(["/bin/sh", "-c", $"echo $$ > {marker}; exec sleep 60"], Log, Surroundings(), cancellation.Token);
        while (!File.Exists(marker) || (await File.ReadAllTextAsync(marker, TestContext.Current.CancellationToken)).Length == 0)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        var pid = int.Parse(
            await File.ReadAllTextAsync(marker, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
        Assert.False(IsAlive(pid));
    }

    [Theory]
    [InlineData("--thresold", "around has no option '--thresold'")]
    [InlineData("/nowhere/program", "there is no program '/nowhere/program'")]
    [InlineData("no-such-program-here", "there is no program 'no-such-program-here'")]
    public void A_program_that_is_not_there_is_refused_before_anything_is_measured(string program, string message) =>
        Assert.Equal(message, Assert.Throws<UserErrorException>(() => WatchedCommand.RequireProgram(program, Surroundings())).Message);

    [Theory]
    [InlineData("/bin/sh")]
    [InlineData("sh")]
    public void A_program_that_is_there_is_let_through(string program) => WatchedCommand.RequireProgram(program, Surroundings());

    private string Log => _folder.File("log.txt");

    private Task<int> RunAsync(string script) =>
        WatchedCommand.RunAsync(["/bin/sh", "-c", script], Log, Surroundings(), TestContext.Current.CancellationToken);

    private Surroundings Surroundings()
    {
        var console = Consoles.Create(_error, isRedirected: true);
        return new Surroundings(console, console, TimeProvider.System, Environment.GetEnvironmentVariable);
    }
}
