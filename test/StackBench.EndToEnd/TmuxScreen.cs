using System.Diagnostics;
using StackBench.Tests.Fixtures;

namespace StackBench.EndToEnd;

/// <summary>The program in a shell on a real terminal, which tmux is; needs tmux, else the test is skipped.</summary>
internal sealed class TmuxScreen : IDisposable
{
    private const int MostWaits = 600;

    private readonly string _server = "stackbench-" + Guid.NewGuid().ToString("N");
    private readonly string _folder;

    /// <param name="folder">Of the store, and where the program runs.</param>
    public TmuxScreen(string program, string folder)
    {
        if (!HasTmux()) Requirement.Missing("tmux is not installed");
        _folder = folder;
        Tmux("new-session", "-d", "-s", "s", "-x", "80", "-y", "24", "sh");
        // The command itself is on the screen too: only what it prints may read "ended".
        Type($"cd {folder}; export LANG=C.UTF-8 STACKBENCH_HOME={folder}; unset CI; stty -g > before; {program}; code=$?; stty -g > "
            + $"after; echo 'en''ded' $code");
        Press("Enter");
    }

    public void Dispose() => Close();

    public void Press(params string[] keys)
    {
        foreach (var key in keys) Tmux("send-keys", "-t", "s", key);
    }

    public void Type(string text) => Tmux("send-keys", "-t", "s", "-l", text);

    public void Resize(int width, int height) => Tmux("resize-window", "-t", "s", "-x", $"{width}", "-y", $"{height}");

    /// <summary>Sends a signal to the program.</summary>
    public void Signal(string signal) => Tmux("run-shell", $"pkill -{signal} -P {ShellId}");

    /// <summary>Takes the terminal away.</summary>
    public void Close() => Tmux("kill-server");

    /// <summary>Id of the program.</summary>
    public int Program() => int.Parse(Run("pgrep", "-P", ShellId));

    /// <summary>Ids of the processes that the program started.</summary>
    public int[] Engines() => [.. Run("pgrep", "-P", $"{Program()}").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Waits until the screen shows a text; fails with the screen as it is otherwise.</summary>
    public async Task<string> Wait(string text)
    {
        var screen = "";
        for (var waits = 0; waits < MostWaits; waits++)
        {
            screen = Tmux("capture-pane", "-t", "s", "-p");
            if (screen.Contains(text, StringComparison.Ordinal)) return screen;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"'{text}' does not appear:\n{screen}");
        return "";
    }

    /// <summary>The line settings are as before, and the main screen is there in place of the alternate one.</summary>
    public void AssertRestored()
    {
        Assert.Equal(File.ReadAllText(Path.Combine(_folder, "before")), File.ReadAllText(Path.Combine(_folder, "after")));
        Assert.Equal("0", Tmux("display-message", "-p", "-t", "s", "#{alternate_on}").Trim());
    }

    /// <summary>
    /// The shell has its screen, and lines with echo (the local flags); what else was set comes back when the program ends.
    /// </summary>
    public void AssertGivenBack()
    {
        string LocalFlags(string file) => File.ReadAllText(Path.Combine(_folder, file)).Split(':')[3];
        Assert.Equal(LocalFlags("before"), LocalFlags("after"));
        Assert.Equal("0", Tmux("display-message", "-p", "-t", "s", "#{alternate_on}").Trim());
    }

    private string ShellId => Tmux("display-message", "-p", "-t", "s", "#{pane_pid}").Trim();

    private string Tmux(params string[] arguments) => Run("tmux", ["-L", _server, .. arguments]);

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static bool HasTmux() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "tmux")));
}
