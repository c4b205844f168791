using System.Diagnostics;

namespace StackBench.EndToEnd;

/// <summary>The full screen on a real terminal, which tmux is.</summary>
public sealed class FullScreenTests : IDisposable
{
    private readonly StoreFolder _store = new();
    private readonly string _server = "stackbench-" + Guid.NewGuid().ToString("N");

    public void Dispose()
    {
        if (HasTmux()) Tmux("kill-server");
        _store.Dispose();
    }

    [Fact]
    public async Task It_opens_walks_through_its_pages_and_leaves_the_terminal_as_it_was()
    {
        if (!HasTmux()) Requirement.Missing("tmux is not installed");
        Open();
        await Wait("[2 Run]");
        foreach (var (key, title) in ((string, string)[])[("1", "[1 Machine]"), ("3", "[3 Results]"), ("4", "[4 Compare]"), ("5", "[5 History]"), ("6", "[6 Report]")])
        {
            Tmux("send-keys", "-t", "s", key);
            await Wait(title);
        }

        Tmux("resize-window", "-t", "s", "-x", "60", "-y", "20");
        await Wait("needs 80x24");
        Tmux("resize-window", "-t", "s", "-x", "160", "-y", "50");
        await Wait("[6 Report]");
        Tmux("send-keys", "-t", "s", "q");
        await Wait("ended 0");
        AssertRestored();
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_and_the_terminal_is_restored(string signal)
    {
        if (!HasTmux()) Requirement.Missing("tmux is not installed");
        Open();
        await Wait("[2 Run]");
        Tmux("run-shell", $"pkill -{signal} -P $(tmux -L {_server} display-message -p -t s '#{{pane_pid}}')");
        await Wait("ended ");
        AssertRestored();
    }

    // The line settings, and the main screen in place of the alternate one.
    private void AssertRestored()
    {
        Assert.Equal(File.ReadAllText(Path.Combine(_store.Path, "before")), File.ReadAllText(Path.Combine(_store.Path, "after")));
        Assert.Equal("0", Tmux("display-message", "-p", "-t", "s", "#{alternate_on}").Trim());
    }

    private void Open()
    {
        Tmux("new-session", "-d", "-s", "s", "-x", "80", "-y", "24", "sh");
        // The command itself is on the screen too: only what it prints may read "ended".
        Tmux("send-keys", "-t", "s", $"export LANG=C.UTF-8 STACKBENCH_HOME={_store.Path}; unset CI; stty -g > {_store.Path}/before; {Binary.Built}; code=$?; stty -g > {_store.Path}/after; echo 'en''ded' $code", "Enter");
    }

    private async Task Wait(string text)
    {
        var screen = "";
        for (var waits = 0; waits < 300; waits++)
        {
            screen = Tmux("capture-pane", "-t", "s", "-p");
            if (screen.Contains(text, StringComparison.Ordinal)) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"'{text}' does not appear:\n{screen}");
    }

    private string Tmux(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tmux", ["-L", _server, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static bool HasTmux() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "tmux")));
}
